# cmake -DINPUT=file -DOUTPUT=file.cc -DFUNCTION=Name -DHEADER=path -P EmbedText.cmake: a text file as a C++ function of
# namespace linkbert that returns it.
file(READ ${INPUT} hex HEX)
set(source "#include \"${HEADER}\"\n\nnamespace linkbert {\n\nstd::string_view ${FUNCTION}() {\n  static constexpr char kText[] = {\n")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
string(APPEND source "${bytes}\n  };\n  return {kText, sizeof(kText)};\n}\n\n}  // namespace linkbert\n")
file(WRITE ${OUTPUT} "${source}")
