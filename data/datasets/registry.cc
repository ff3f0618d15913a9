#include "data/datasets/registry.h"

#include <algorithm>

#include "base/error.h"

namespace linkbert {
namespace {

constexpr std::string_view kQuestionAnswering = "question_answering";
constexpr std::string_view kSequence = "sequence_classification";
constexpr std::string_view kToken = "token_classification";
constexpr std::string_view kChoice = "multiple_choice";
constexpr std::int64_t kNone = kUnknownCount;

// MRQA: train and the published dev set in questions (Fisch et al., 2019, table 1; HotpotQA's dev set as released has
// 5,901), contexts of the dev set from LinkBERT's in-house halves.
constexpr DatasetInfo Mrqa(std::string_view name, std::string_view title, std::string_view file, SplitCounts questions,
                           SplitCounts contexts, std::string_view folder) {
  return {name, "mrqa", title, file, folder, kQuestionAnswering, "f1", questions, "contexts", contexts};
}

// GLUE's tests carry no labels; their counts are those of test_unlabeled.json.
constexpr DatasetInfo Glue(std::string_view name, std::string_view title, std::string_view folder,
                           std::string_view metric, SplitCounts examples) {
  return {name, "glue", title, folder, "", kSequence, metric, examples, "", {}};
}

// Mentions as in BLURB's table 1 (Gu et al., 2020); sentences counted in the generator's files where we have them, and
// otherwise as published for them (BC5-disease has the documents of BC5-chem).
constexpr DatasetInfo Entities(std::string_view name, std::string_view title, std::string_view folder,
                               std::string_view linkbert, SplitCounts sentences, SplitCounts mentions) {
  return {name, "blurb", title, folder, linkbert, kToken, "seqeval_f1", sentences, "mentions", mentions};
}

constexpr DatasetInfo Blurb(std::string_view name, std::string_view title, std::string_view folder,
                            std::string_view linkbert, std::string_view metric, SplitCounts examples) {
  return {name, "blurb", title, folder, linkbert, kSequence, metric, examples, "", {}};
}

constexpr DatasetInfo kDatasets[] = {
    Mrqa("hotpot", "HotpotQA", "HotpotQA", {72928, kNone, kNone, 5901}, {kNone, 2950, 2951, 5901}, "qa/hotpot_hf"),
    Mrqa("triviaqa", "TriviaQA", "TriviaQA", {61688, kNone, kNone, 7785}, {kNone, 3892, 3893, 7785}, "qa/triviaqa_hf"),
    Mrqa("searchqa", "SearchQA", "SearchQA", {117384, kNone, kNone, 16980}, {kNone, 8490, 8490, 16980},
         "qa/searchqa_hf"),
    Mrqa("naturalqa", "NaturalQ", "NaturalQuestions", {104071, kNone, kNone, 12836}, {kNone, 6418, 6418, 12836},
         "qa/naturalqa_hf"),
    Mrqa("newsqa", "NewsQA", "NewsQA", {74160, kNone, kNone, 4212}, {kNone, 319, 319, 638}, "qa/newsqa_hf"),
    Mrqa("squad", "SQuAD", "SQuAD", {86588, kNone, kNone, 10507}, {kNone, 1033, 1034, 2067}, "qa/squad_hf"),

    Glue("cola", "CoLA", "CoLA", "matthews", {8551, 1043, 1063, kNone}),
    Glue("sst2", "SST-2", "SST-2", "accuracy", {67349, 872, 1821, kNone}),
    Glue("mrpc", "MRPC", "MRPC", "accuracy_f1", {3668, 408, 1725, kNone}),
    Glue("stsb", "STS-B", "STS-B", "pearson_spearman", {5749, 1500, 1379, kNone}),
    Glue("qqp", "QQP", "QQP", "accuracy_f1", {363846, 40430, 390965, kNone}),
    Glue("mnli", "MNLI", "MNLI", "accuracy", {392702, 9815, 9796, kNone}),
    Glue("qnli", "QNLI", "QNLI", "accuracy", {104743, 5463, 5463, kNone}),
    Glue("rte", "RTE", "RTE", "accuracy", {2490, 277, 3000, kNone}),
    Glue("wnli", "WNLI", "WNLI", "accuracy", {635, 71, 146, kNone}),
    Glue("ax", "AX", "diagnostic", "matthews", {kNone, kNone, 1104, kNone}),

    Entities("bc5chem", "BC5-chem", "BC5CDR-chem", "tokcls/BC5CDR-chem_hf", {4560, 4581, 4797, kNone},
             {5203, 5347, 5385, kNone}),
    Entities("bc5disease", "BC5-disease", "BC5CDR-disease", "tokcls/BC5CDR-disease_hf", {4560, 4581, 4797, kNone},
             {4182, 4244, 4424, kNone}),
    Entities("ncbi", "NCBI-disease", "NCBI-disease", "tokcls/NCBI-disease_hf", {5424, 923, 940, kNone},
             {5134, 787, 960, kNone}),
    Entities("bc2gm", "BC2GM", "BC2GM", "tokcls/BC2GM_hf", {12574, 2519, 5038, kNone}, {15197, 3061, 6325, kNone}),
    Entities("jnlpba", "JNLPBA", "JNLPBA", "tokcls/JNLPBA_hf", {16807, 1739, 3856, kNone}, {46750, 4551, 8662, kNone}),
    {"ebmnlp",
     "blurb",
     "EBM PICO",
     "ebmnlp",
     "tokcls/ebmnlp_hf",
     kToken,
     "macro_f1",
     {kNone, 10386, 2076, kNone},
     "labelled words",
     {339167, 85321, 16364, kNone}},
    Blurb("chemprot", "ChemProt", "chemprot", "seqcls/chemprot_hf", "PRF1", {18035, 11268, 15745, kNone}),
    Blurb("ddi", "DDI", "DDI", "seqcls/DDI_hf", "PRF1", {25296, 2496, 5716, kNone}),
    Blurb("gad", "GAD", "GAD", "seqcls/GAD_hf", "PRF1", {4261, 535, 534, kNone}),
    Blurb("biosses", "BIOSSES", "BIOSSES", "seqcls/BIOSSES_hf", "pearsonr", {64, 16, 20, kNone}),
    Blurb("hoc", "HoC", "HoC", "seqcls/HoC_hf", "hoc", {1295, 186, 371, kNone}),
    Blurb("pubmedqa", "PubMedQA", "pubmedqa", "seqcls/pubmedqa_hf", "accuracy", {450, 50, 500, kNone}),
    Blurb("bioasq", "BioASQ", "BioASQ", "seqcls/bioasq_hf", "accuracy", {670, 75, 140, kNone}),

    {"medqa",
     "medqa",
     "MedQA-USMLE",
     "phrases_no_exclude",
     "mc/medqa_usmle_hf",
     kChoice,
     "accuracy",
     {10178, 1272, 1273, kNone},
     "",
     {}},
    {"mmlu",
     "mmlu",
     "MMLU-professional medicine",
     "professional_medicine",
     "mc/mmlu_hf/professional_medicine",
     kChoice,
     "accuracy",
     {5, 31, 272, kNone},
     "",
     {}},

    // Beside the tables.
    {"squad1.1",
     "squad",
     "SQuAD 1.1",
     "v1.1",
     "",
     kQuestionAnswering,
     "f1",
     {87599, 10570, kNone, kNone},
     "contexts",
     {18896, 2067, kNone, kNone}},
    {"squad2.0",
     "squad",
     "SQuAD 2.0",
     "v2.0",
     "",
     kQuestionAnswering,
     "f1",
     {130319, 11873, kNone, kNone},
     "contexts",
     {19035, 1204, kNone, kNone}},
    {"hotpotqa", "hotpotqa", "HotpotQA, own files", "hotpot", "", kQuestionAnswering, "f1", {}, "", {}},
    {"foldoc-subject", "foldoc-subject", "FOLDOC subjects", "foldoc", "", kSequence, "accuracy", {}, "", {}},
};

}  // namespace

std::span<const DatasetInfo> Datasets() { return kDatasets; }

const DatasetInfo* FindDataset(std::string_view name) {
  const auto* const found = std::ranges::find(kDatasets, name, &DatasetInfo::name);
  return found == std::end(kDatasets) ? nullptr : found;
}

const DatasetInfo& RequireDataset(std::string_view name) {
  if (const DatasetInfo* found = FindDataset(name)) return *found;
  throw Fail(ErrorCode::kUsage, "There is no dataset \"{}\". The datasets are {}.", name, DatasetNames(""));
}

const DatasetInfo& RequireDataset(std::string_view family, std::string_view name) {
  const DatasetInfo* found = FindDataset(name);
  if (found != nullptr && found->family == family) return *found;
  const std::string elsewhere =
      found == nullptr ? "" : fmt::format(" It is one of {}: linkbert prepare-task {}.", found->family, found->family);
  throw Fail(ErrorCode::kUsage, "{} has no dataset \"{}\", it has {}.{}", family, name, DatasetNames(family),
             elsewhere);
}

std::string DatasetNames(std::string_view family) {
  std::string names;
  for (const DatasetInfo& dataset : kDatasets) {
    if (!family.empty() && dataset.family != family) continue;
    names += (names.empty() ? "" : ", ") + std::string(dataset.name);
  }
  return names;
}

}  // namespace linkbert
