#include "launch/commands/tokenizer_arguments.h"

namespace linkbert {

CLI::Option* AddVocabularyOption(CLI::App& command, TokenizerArguments& arguments) {
  return command
      .add_option(
          "--vocab", arguments.vocabulary,
          "vocab.txt, one word piece a line; or a tokenizer.json or a model's folder, which also say how text is "
          "normalised and which tokens were added")
      ->required();
}

void AddNormalizerOptions(CLI::App& command, TokenizerArguments& arguments) {
  const auto is_answer = CLI::IsMember({"yes", "no"});
  command.add_flag("--cased", arguments.cased, "Keep capitals, and accents too, as cased models do");
  command
      .add_option("--strip-accents", arguments.strip_accents,
                  "Whether accents are taken off letters; default: yes, but no with --cased (strip_accents)")
      ->check(is_answer);
  command
      .add_option("--chinese-characters", arguments.chinese_characters,
                  "Whether each ideograph is a word of its own; default: yes (tokenize_chinese_chars)")
      ->check(is_answer);
}

NormalizerOptions SettleNormalizer(const TokenizerArguments& arguments, NormalizerOptions from) {
  if (arguments.cased) from.lower_case = from.strip_accents = false;
  if (!arguments.strip_accents.empty()) from.strip_accents = arguments.strip_accents == "yes";
  if (!arguments.chinese_characters.empty()) from.chinese_characters = arguments.chinese_characters == "yes";
  return from;
}

LoadedTokenizer LoadTokenizer(const TokenizerArguments& arguments) {
  LoadedTokenizer loaded = LoadTokenizerFrom(arguments.vocabulary);
  loaded.normalizer = SettleNormalizer(arguments, loaded.normalizer);
  return loaded;
}

}  // namespace linkbert
