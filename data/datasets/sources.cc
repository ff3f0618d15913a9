#include "data/datasets/sources.h"

#include <algorithm>

#include "base/error.h"

namespace linkbert {
namespace {

constexpr std::string_view kMrqaTerms =
    "MRQA's files are open; each underlying set keeps its own terms. Code and format: MIT "
    "(mrqa/MRQA-Shared-Task-2019).";
constexpr std::string_view kBlurbDownload =
    "https://microsoft.github.io/BLURB/sample_code/data_generation.tar.gz; follow its README, which makes "
    "data_generation/data.";
constexpr std::string_view kCorpusTerms = "The corpus' own terms; the generator's README names its download.";
constexpr std::string_view kTaskTerms = "The task's own terms, see https://gluebenchmark.com/tasks.";

constexpr DatasetSource kSources[] = {
    {"hotpot", "https://s3.us-east-2.amazonaws.com/mrqa/release/v2/train/HotpotQA.jsonl.gz and the same below v2/dev/.",
     kMrqaTerms, "", "train/HotpotQA.jsonl[.gz], dev/HotpotQA.jsonl[.gz]"},
    {"triviaqa",
     "https://s3.us-east-2.amazonaws.com/mrqa/release/v2/train/TriviaQA-web.jsonl.gz and the same below v2/dev/.",
     kMrqaTerms, "", "train/TriviaQA.jsonl[.gz], dev/TriviaQA.jsonl[.gz]; or as TriviaQA-web.jsonl[.gz]"},
    {"searchqa",
     "https://s3.us-east-2.amazonaws.com/mrqa/release/v2/train/SearchQA.jsonl.gz and the same below v2/dev/.",
     kMrqaTerms, "", "train/SearchQA.jsonl[.gz], dev/SearchQA.jsonl[.gz]"},
    {"naturalqa",
     "https://s3.us-east-2.amazonaws.com/mrqa/release/v2/train/NaturalQuestionsShort.jsonl.gz and the same below "
     "v2/dev/.",
     kMrqaTerms, "",
     "train/NaturalQuestions.jsonl[.gz], dev/NaturalQuestions.jsonl[.gz]; or as NaturalQuestionsShort.jsonl[.gz]"},
    {"newsqa", "https://s3.us-east-2.amazonaws.com/mrqa/release/v2/train/NewsQA.jsonl.gz and the same below v2/dev/.",
     kMrqaTerms, "", "train/NewsQA.jsonl[.gz], dev/NewsQA.jsonl[.gz]"},
    {"squad", "https://s3.us-east-2.amazonaws.com/mrqa/release/v2/train/SQuAD.jsonl.gz and the same below v2/dev/.",
     kMrqaTerms, "", "train/SQuAD.jsonl[.gz], dev/SQuAD.jsonl[.gz]"},

    {"cola", "https://dl.fbaipublicfiles.com/glue/data/CoLA.zip", kTaskTerms, "0.5 MB of TSV",
     "CoLA/{train,dev,test}.tsv; train and dev have no header"},
    {"sst2", "https://dl.fbaipublicfiles.com/glue/data/SST-2.zip", kTaskTerms, "zip of 7.4 MB",
     "SST-2/{train,dev,test}.tsv"},
    {"mrpc",
     "Microsoft's paraphrase corpus (https://www.microsoft.com/en-us/download/details.aspx?id=52398) in GLUE's form, "
     "as "
     "GLUE's download script makes it.",
     "Microsoft's terms, accepted on download.", "1.5 MB of TSV", "MRPC/{train,dev,test}.tsv"},
    {"stsb", "https://dl.fbaipublicfiles.com/glue/data/STS-B.zip", "As in the archive's LICENSE.txt.", "1.6 MB of TSV",
     "STS-B/{train,dev,test}.tsv"},
    {"qqp", "https://dl.fbaipublicfiles.com/glue/data/QQP-clean.zip", kTaskTerms, "", "QQP/{train,dev,test}.tsv"},
    {"mnli", "https://dl.fbaipublicfiles.com/glue/data/MNLI.zip", kTaskTerms, "",
     "MNLI/{train,dev_matched,dev_mismatched,test_matched,test_mismatched}.tsv"},
    {"qnli", "https://dl.fbaipublicfiles.com/glue/data/QNLIv2.zip", kTaskTerms, "", "QNLI/{train,dev,test}.tsv"},
    {"rte", "https://dl.fbaipublicfiles.com/glue/data/RTE.zip", kTaskTerms, "1.9 MB of TSV",
     "RTE/{train,dev,test}.tsv"},
    {"wnli", "https://dl.fbaipublicfiles.com/glue/data/WNLI.zip", kTaskTerms, "", "WNLI/{train,dev,test}.tsv"},
    {"ax",
     "https://dl.fbaipublicfiles.com/glue/data/AX.tsv; with labels diagnostic-full.tsv from "
     "https://gluebenchmark.com/diagnostics.",
     kTaskTerms, "0.2 MB of TSV", "diagnostic/ with diagnostic-full.tsv (test.json) or AX.tsv (test_unlabeled.json)"},

    {"bc5chem", kBlurbDownload, kCorpusTerms, "2.8 MB of TSV", "BC5CDR-chem/{train,dev,test}.tsv"},
    {"bc5disease", kBlurbDownload, kCorpusTerms, "", "BC5CDR-disease/{train,dev,test}.tsv"},
    {"ncbi", kBlurbDownload, kCorpusTerms, "1.4 MB of TSV", "NCBI-disease/{train,dev,test}.tsv"},
    {"bc2gm", kBlurbDownload, kCorpusTerms, "", "BC2GM/{train,dev,test}.tsv"},
    {"jnlpba", kBlurbDownload, kCorpusTerms, "", "JNLPBA/{train,dev,test}.tsv"},
    {"ebmnlp", kBlurbDownload, kCorpusTerms, "dev and test 3.0 MB of TSV", "ebmnlp/{train,dev,test}.tsv"},
    {"chemprot", kBlurbDownload, kCorpusTerms, "dev 2.9 MB of TSV", "chemprot/{train,dev,test}.tsv"},
    {"ddi", kBlurbDownload, kCorpusTerms, "", "DDI/{train,dev,test}.tsv"},
    {"gad", kBlurbDownload, kCorpusTerms, "1.0 MB of TSV", "GAD/{train,dev,test}.tsv"},
    {"biosses", kBlurbDownload, kCorpusTerms, "33 kB of TSV", "BIOSSES/{train,dev,test}.tsv"},
    {"hoc", kBlurbDownload, kCorpusTerms, "3.8 MB of TSV", "HoC/{train,dev,test}.tsv"},
    {"pubmedqa",
     "https://github.com/pubmedqa/pubmedqa, data/ori_pqal.json: parts are made from it as its split script makes them. "
     "Or BLURB's generator: https://microsoft.github.io/BLURB/sample_code/data_generation.tar.gz.",
     "MIT.", "2.6 MB of JSON", "ori_pqal.json; or pubmedqa/pqal_fold0/{train,dev}_set.json and pubmedqa/test_set.json"},
    {"bioasq", kBlurbDownload,
     "Registration at http://participants-area.bioasq.org; National Library of Medicine's terms.", "",
     "BioASQ/{train,dev,test}.tsv"},

    {"medqa",
     "data_clean.zip, linked from https://github.com/jind11/MedQA: "
     "https://drive.google.com/file/d/1ImYUSLk9JbgHXOemfvyiDiirluZHPeQw/view",
     "MIT.", "", "data_clean/questions/US/4_options/phrases_no_exclude_{train,dev,test}.jsonl"},
    {"mmlu", "https://people.eecs.berkeley.edu/~hendrycks/data.tar", "MIT.", "",
     "data/{dev,val,test}/professional_medicine_{dev,val,test}.csv; other subjects by --subject"},

    {"squad1.1", "https://rajpurkar.github.io/SQuAD-explorer/dataset/train-v1.1.json and dev-v1.1.json beside it.",
     "CC BY-SA 4.0.", "30 MB and 4.9 MB of JSON", "train-v1.1.json, dev-v1.1.json"},
    {"squad2.0", "https://rajpurkar.github.io/SQuAD-explorer/dataset/train-v2.0.json and dev-v2.0.json beside it.",
     "CC BY-SA 4.0.", "42 MB and 4.4 MB of JSON", "train-v2.0.json, dev-v2.0.json"},
    {"hotpotqa",
     "http://curtis.ml.cmu.edu/datasets/hotpot/hotpot_train_v1.1.json and hotpot_dev_distractor_v1.json beside it, "
     "linked from https://hotpotqa.github.io.",
     "CC BY-SA 4.0.", "566 MB and 46 MB of JSON", "hotpot_train_v1.1.json, hotpot_dev_distractor_v1.json"},
    {"foldoc-subject", "The Debian package dict-foldoc.", "GFDL.", "5.6 MB of text",
     "/usr/share/dictd/foldoc.{index,dict.dz}, and a corpus folder made from it"},
};

std::string Count(std::int64_t count) { return count == kUnknownCount ? "not known" : fmt::format("{}", count); }

std::string Counts(const SplitCounts& counts, std::string_view what) {
  const bool halves = counts.dev_and_test != kUnknownCount && counts.dev == kUnknownCount;
  const std::string rest = halves ? fmt::format("dev and test together {}", Count(counts.dev_and_test))
                                  : fmt::format("dev {}, test {}", Count(counts.dev), Count(counts.test));
  return fmt::format("train {}, {} ({})", Count(counts.train), rest, what);
}

std::string Command(const DatasetInfo& dataset) {
  if (dataset.name == "foldoc-subject") {
    return "linkbert prepare-task foldoc-subject --corpus corpora/foldoc --output tasks/foldoc-subject";
  }
  const std::string set = dataset.name == dataset.family ? "" : fmt::format(" --dataset {}", dataset.name);
  return fmt::format("linkbert prepare-task {}{} --input RAW --output tasks/{}", dataset.family, set, dataset.name);
}

}  // namespace

const DatasetSource& SourceOf(const DatasetInfo& dataset) {
  const auto* const found = std::ranges::find(kSources, dataset.name, &DatasetSource::name);
  LB_CHECK(found != std::end(kSources), "{}", dataset.name);
  return *found;
}

std::string DescribeSource(const DatasetInfo& dataset) {
  const DatasetSource& source = SourceOf(dataset);
  std::string text =
      fmt::format("{} ({}): {}, judged by {}\n", dataset.name, dataset.title, dataset.type, dataset.metric);
  const auto line = [&](std::string_view name, std::string_view value) {
    text += fmt::format("  {:<9}{}\n", name, value);
  };
  line("download", source.download);
  line("terms", source.terms);
  line("size", source.size.empty() ? "not known here" : source.size);
  line("files", source.files);
  line("counts", Counts(dataset.examples, "lines"));
  if (!dataset.unit.empty()) line("", Counts(dataset.units, dataset.unit));
  if (!dataset.linkbert_folder.empty()) {
    line("ready", fmt::format("data/{} of https://nlp.stanford.edu/projects/myasu/LinkBERT/data.zip, taken as it is",
                              dataset.linkbert_folder));
  }
  line("prepare", Command(dataset));
  return text;
}

std::string ListDatasets() {
  std::string text;
  for (const DatasetInfo& dataset : Datasets()) {
    text += fmt::format("{:<16}{:<16}{:<28}{:<26}{}\n", dataset.name, dataset.family, dataset.title, dataset.type,
                        dataset.metric);
  }
  return text + "linkbert prepare-task --where NAME tells what to download, from where and on which terms.\n";
}

}  // namespace linkbert
