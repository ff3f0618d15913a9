// Added tokens as Hugging Face writes them: {"content": "[SUBJ]", "lstrip": false, ...}.
//
// Flow: tokenizer.json, tokenizer_config.json, a corpus' manifest <-> AddedToken. Pure. Errors: kInput naming `where`.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "data/tokens/added_token.h"

namespace linkbert {

// A flag that is missing is false, but `normalized`, which then is what the token is not: special. The id, where there
// is none, stays unsettled.
AddedToken AddedTokenFromJson(const nlohmann::json& json, const std::string& where);

// Without the id: the keys of "added_tokens_decoder", under which the id stands.
nlohmann::ordered_json FlagsToJson(const AddedToken& token);

// Tokens to add, as people write them: special ones with commas between, "[SUBJ], [OBJ]", or a list of objects such as
// [{"content": "covid-19", "normalized": true}]. `where` is the option. Throws kUsage for anything else, or one twice.
std::vector<AddedToken> ParseAddedTokens(const std::string& text, const std::string& where);

// A list with ids, as in tokenizer.json.
nlohmann::ordered_json AddedTokensToJson(const std::vector<AddedToken>& tokens);

}  // namespace linkbert
