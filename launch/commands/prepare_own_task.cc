// linkbert prepare-task table, conll: people's own files -> {train,dev,test}.json.
#include <memory>
#include <string>

#include "launch/commands/prepare_task_arguments.h"

namespace linkbert {

void AddOwnTables(Verb prepare_task) {
  const auto arguments = std::make_shared<PrepareTaskArguments>();
  TableFormat& table = arguments->table;
  Verb command = prepare_task.Add("table", "Your own TSV, CSV or JSON Lines");
  AddTaskFiles(command, *arguments, true);
  command.Option("--type", table.type, "Task type")
      .OneOf({"sequence_classification", "question_answering", "multiple_choice"})
      .ShowDefault();
  command.Option("--format", table.format, "tsv (quotes are characters), csv or jsonl; default: by the file's name")
      .OneOf({"tsv", "csv", "jsonl"});
  command.Flag("--no-header", arguments->no_header, "The first line is an example; columns are numbers from 1");
  command.Option("--id", table.id, "Column of the id; without it rows are numbered");
  command.Option("--text", table.text, "Column of the text, or of a multiple choice's question");
  command.Option("--text2", table.text2, "Column of a second text");
  command.Option("--label", table.label, "Column of the label, or of the right ending (number from 0, or letter)");
  VerbOption number = command.Flag(
      "--number-label", table.number_label,
      "The label is a number to be predicted; without it numbers with a decimal point are, whole ones are classes");
  command.Flag("--class-label", table.class_label, "The label is a class, though it may look like a number")
      .Excludes(number);
  command.Option("--question", table.question, "Question answering: column of the question");
  command.Option("--context", table.context, "Question answering: column of the context");
  command.Option("--answer", table.answer, "Question answering: column of the answer's text; empty: none");
  command.Option("--start", table.start,
                 "Question answering: column of the answer's place in characters; without it the first occurrence");
  command.Option("--ending", table.endings, "Multiple choice: column of an ending, once for each");
  command.Footer(
      "Examples:\n"
      "  linkbert prepare-task table --train a.tsv --dev b.tsv --text sentence --label class --output tasks/mine\n"
      "  linkbert prepare-task table --train a.csv --no-header --text 2 --text2 3 --label 1 --output tasks/pairs\n"
      "  linkbert prepare-task table --type multiple_choice --train q.jsonl --text question --ending a --ending b "
      "--label "
      "right --output tasks/choice");
  command.Call([arguments] {
    arguments->options.input = TaskInput(*arguments);
    arguments->table.header = !arguments->no_header;
    PrintTask(PrepareTable(arguments->table, arguments->options), arguments->options.output, "");
  });
}

void AddOwnTaggedWords(Verb prepare_task) {
  const auto arguments = std::make_shared<PrepareTaskArguments>();
  Verb command = prepare_task.Add("conll", "Your own words with tags, one a line, in CoNLL's form");
  AddTaskFiles(command, *arguments, true);
  command.Option("--word", arguments->conll.word, "Column of the word, from 1; from the last where negative")
      .ShowDefault();
  command.Option("--tag", arguments->conll.tag, "Column of the tag").ShowDefault();
  const auto scheme = std::make_shared<std::string>("keep");
  command
      .Option("--tag-scheme", *scheme,
              "Scheme that tags are turned into: iob1, iob2, iobes (bioes), bilou; keep: as they are. Which one "
              "the file has is recognised and told")
      .OneOf({"keep", "iob1", "iob2", "iobes", "bioes", "bilou"})
      .ShowDefault();
  command.Flag("--tag-letter-last", arguments->conll.letter_last, "Tags are written PER-B, and become B-PER");
  command.Footer(
      "Columns lie between tabs where the first row has any, otherwise between blanks; a blank line ends a sentence; "
      "-DOCSTART- lines, and lines that begin with # before a sentence's first word and are no rows (# text = ...), "
      "are "
      "left out and counted.\n"
      "Example: linkbert prepare-task conll --train train.conll --dev dev.conll --output tasks/entities");
  command.Call([arguments, scheme] {
    arguments->options.input = TaskInput(*arguments);
    arguments->conll.scheme = ParseScheme(*scheme);
    PrintTask(PrepareConll(arguments->conll, arguments->options), arguments->options.output, "mentions");
  });
}

}  // namespace linkbert
