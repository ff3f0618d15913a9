// DocumentFields: a line of JSON Lines as the fields of an object. Errors: kInput naming place, field, seen and wanted.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "base/error.h"

namespace linkbert {

// What the parser says is wrong, shortened: it quotes what it last read, which may be a whole text.
std::string ParserReason(const nlohmann::json::exception& error);

// Throws where the line is no JSON or no object.
nlohmann::json ParseDocumentLine(const std::string& line, const std::string& where);

class DocumentFields {
 public:
  // The object and `where` must outlive it. prefix: what messages put before a field's name: "links[3].".
  DocumentFields(const nlohmann::json& object, const std::string& where, std::string prefix = "")
      : object_(object), where_(where), prefix_(std::move(prefix)) {}

  // Null where it is missing or null.
  const nlohmann::json* Find(const char* name) const;
  const nlohmann::json& Require(const char* name, const char* wanted) const;
  std::string Text(const char* name) const;
  std::uint64_t Number(const char* name) const;
  // "id": a text that is not empty, or a whole number.
  std::string Id() const;

  Error Wrong(const std::string& name, const std::string& seen, const std::string& wanted) const;
  static std::string Seen(const nlohmann::json& value);  // "is 12", shortened

 private:
  const nlohmann::json& object_;
  const std::string& where_;
  std::string prefix_;
};

}  // namespace linkbert
