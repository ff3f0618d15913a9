#include "launch/commands/tokenizer_arguments.h"

namespace linkbert {

VerbOption AddVocabularyOption(Verb command, TokenizerArguments& arguments) {
  return command
      .Option("--vocab", arguments.vocabulary,
              "vocab.txt, one word piece a line; or a tokenizer.json or a model's folder, which also say how text is "
              "normalised and which tokens were added")
      .Required();
}

void AddNormalizerOptions(Verb command, TokenizerArguments& arguments) {
  const std::vector<std::string> answers = {"yes", "no"};
  command.Flag("--cased", arguments.cased, "Keep capitals, and accents too, as cased models do");
  command
      .Option("--strip-accents", arguments.strip_accents,
              "Whether accents are taken off letters; default: yes, but no with --cased (strip_accents)")
      .OneOf(answers);
  command
      .Option("--chinese-characters", arguments.chinese_characters,
              "Whether each ideograph is a word of its own; default: yes (tokenize_chinese_chars)")
      .OneOf(answers);
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
