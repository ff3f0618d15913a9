// A step folder is a Hugging Face folder: the reference implementation opens it, finds every weight and tokenizes.
#include <gtest/gtest.h>

#include "core/model_folders/model_folder.h"
#include "tests/core/checkpoint/checkpoint_builder.h"
#include "tests/support/reference_python.h"

namespace linkbert {
namespace {

constexpr char kConfig[] = R"({"architectures": ["BertForMaskedLM"], "model_type": "bert", "torch_dtype": "float32",
  "vocab_size": 9, "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 12,
  "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1,
  "max_position_embeddings": 16, "type_vocab_size": 2, "initializer_range": 0.02, "layer_norm_eps": 1e-12,
  "pad_token_id": 0})";

// Parameter names and shapes of a one-layer BERT with all heads, as transformers has them.
FlatLayout BertLayout() {
  std::vector<ParameterSpec> specs = {{"bert.embeddings.word_embeddings.weight", {9, 8}, true},
                                      {"bert.embeddings.position_embeddings.weight", {16, 8}, true},
                                      {"bert.embeddings.token_type_embeddings.weight", {2, 8}, true}};
  const auto pair = [&specs](const std::string& name, std::vector<std::int64_t> shape) {
    specs.push_back({name + ".weight", shape, true});
    specs.push_back({name + ".bias", {shape[0]}, false});
  };
  const std::string layer = "bert.encoder.layer.0.";
  pair("bert.embeddings.LayerNorm", {8});
  for (const char* name : {"query", "key", "value"}) pair(layer + "attention.self." + name, {8, 8});
  pair(layer + "attention.output.dense", {8, 8});
  pair(layer + "attention.output.LayerNorm", {8});
  pair(layer + "intermediate.dense", {12, 8});
  pair(layer + "output.dense", {8, 12});
  pair(layer + "output.LayerNorm", {8});
  pair("bert.pooler.dense", {8, 8});
  pair("cls.predictions.transform.dense", {8, 8});
  pair("cls.predictions.transform.LayerNorm", {8});
  specs.push_back({"cls.predictions.bias", {9}, false});
  pair("drp", {3, 8});
  return FlatLayout(std::move(specs), 300);
}

constexpr char kOpeningScript[] = R"(
import torch, safetensors.torch, transformers
transformers.utils.logging.disable_progress_bar()
for folder in ("step", "export"):
    tensors = safetensors.torch.load_file(folder + "/model.safetensors")
    for kind in (transformers.AutoModel, transformers.BertForMaskedLM):
        model, info = kind.from_pretrained(folder, output_loading_info=True)
        rooms = sorted({key.split(".")[0] for key in info["unexpected_keys"]})
        print(type(model).__name__, model.dtype, "missing", sorted(info["missing_keys"]), "unexpected", rooms)
        for name, value in model.state_dict().items():
            name = name if name in tensors else "bert." + name
            if name in tensors: assert torch.equal(value, tensors[name]), name
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    print(tokenizer("Éve says [MASK]")["input_ids"], tokenizer.model_max_length)
)";

TEST(TransformersReference, OpensStepFolderAndExport) {
  // transformers is not part of the product; launch/setup.sh --tests installs it.
  if (!test::HasReferencePython()) GTEST_SKIP() << "not run: needs " << test::ReferencePythonPath();
  const Vocabulary vocabulary({"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "eve", "sa", "##ys", "Éve"});
  const ModelFiles files = {kConfig, TokenizerFiles(vocabulary, BertNormalizer(true), 16)};
  test::CheckpointBuilder run(2, BertLayout(), files);
  run.Save(10);
  const test::TemporaryFolder folder;
  std::filesystem::create_directory_symlink(run.StepPath(10), folder / "step");
  ExportModel(run.run(), folder / "export");
  const std::string wanted =
      "BertModel torch.float32 missing [] unexpected ['cls', 'drp']\n"
      "BertForMaskedLM torch.float32 missing [] unexpected ['bert', 'drp']\n"
      "[2, 5, 6, 7, 4, 3] 16\n";
  EXPECT_EQ(test::RunReferencePython(folder.path(), kOpeningScript), wanted + wanted + "exit 0\n");
}

}  // namespace
}  // namespace linkbert
