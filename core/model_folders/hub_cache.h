// The local Hugging Face cache: where a hub name such as "michiyasunaga/LinkBERT-base" lies on this machine.
//
// Nothing is ever downloaded: a job's nodes may have no network, and a model that changes under a job is no result.
#pragma once
#include <optional>
#include <string>

namespace linkbert {

// The cache's folder by huggingface_hub's rules: HF_HUB_CACHE, else HF_HOME/hub, else XDG_CACHE_HOME/huggingface/hub,
// else ~/.cache/huggingface/hub.
std::string HubCache();

// Whether it could be a hub name: "name" or "organisation/name" of letters, digits and "-_.".
bool IsHubName(const std::string& model);

// The folder of the model's snapshot that the branch main names, or of its only one; nothing where there is none.
std::optional<std::string> FindInHubCache(const std::string& model);

}  // namespace linkbert
