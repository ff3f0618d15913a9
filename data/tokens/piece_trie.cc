#include "data/tokens/piece_trie.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "data/tokens/utf8.h"

namespace linkbert {

// Builds the plain trie, its failure links in order of depth, and lays both out as a double array.
class PieceTrie::Builder {
 public:
  explicit Builder(PieceTrie& trie) : trie_(trie), nodes_(2) {
    nodes_[kWordRoot].slot = kWordRoot;
    nodes_[kContinuationRoot].slot = kContinuationRoot;
    trie_.pops_ = {-1};  // the empty list, at 0
    order_ = {kWordRoot, kContinuationRoot};
  }

  void Add(std::uint32_t root, std::string_view piece, std::int32_t id) {
    std::uint32_t node = root;
    for (const char c : piece) {
      const auto byte = static_cast<unsigned char>(c);
      const auto [at, added] = nodes_[node].children.emplace(byte, static_cast<std::uint32_t>(nodes_.size()));
      node = at->second;
      if (added) nodes_.emplace_back();
    }
    nodes_[node].id = id;
  }

  void Build() {
    for (std::size_t i = 0; i < order_.size();
         ++i) {  // order_ grows: breadth first, so failures are shallower and done
      const std::uint32_t node = order_[i];
      for (const auto& [byte, child] : nodes_[node].children) {
        LinkFailure(node, byte, child);
        order_.push_back(child);
      }
    }
    trie_.slots_.resize(2);
    for (const std::uint32_t node : order_) PlaceChildren(node);
    trie_.slots_.resize(trie_.slots_.size() + 256);  // base + byte may be read for any byte
    for (const Node& node : nodes_) {
      trie_.slots_[node.slot].failure = node.failure == kNone ? kNone : nodes_[node.failure].slot;
      trie_.slots_[node.slot].pops = AddPops(node.pops);
    }
  }

 private:
  struct Node {
    std::map<unsigned char, std::uint32_t> children;
    std::int32_t id = -1;
    std::uint32_t failure = kNone;
    std::uint32_t slot = kNone;
    std::vector<std::int32_t> pops;
  };

  std::uint32_t Child(std::uint32_t node, unsigned char byte) const {
    const auto at = nodes_[node].children.find(byte);
    return at == nodes_[node].children.end() ? kNone : at->second;
  }

  // Algorithm 2 of the paper: a piece gives itself out; another node gives out what its parent did and goes on from
  // where its parent would, until some state takes the byte.
  void LinkFailure(std::uint32_t parent, unsigned char byte, std::uint32_t child) {
    Node& node = nodes_[child];
    if (node.id >= 0) {
      node.failure = kContinuationRoot;
      node.pops = {node.id};
      return;
    }
    std::vector<std::int32_t> pops = nodes_[parent].pops;
    for (std::uint32_t state = nodes_[parent].failure; state != kNone; state = nodes_[state].failure) {
      const std::uint32_t next = Child(state, byte);
      if (next != kNone) {
        node.failure = next;
        node.pops = std::move(pops);
        return;
      }
      pops.insert(pops.end(), nodes_[state].pops.begin(), nodes_[state].pops.end());
    }
  }

  // First fit. A region of the array that is nearly full is not searched again.
  void PlaceChildren(std::uint32_t index) {
    const auto& children = nodes_[index].children;
    if (children.empty()) return;
    std::vector<Slot>& slots = trie_.slots_;
    const std::uint32_t lowest = children.begin()->first, highest = children.rbegin()->first;
    std::uint32_t place = std::max(search_from_, lowest + 2), taken = 0;  // + 2: behind the roots
    for (const std::uint32_t start = place;; ++place) {
      if (slots.size() < place - lowest + highest + 1) slots.resize(place - lowest + highest + 1);
      if (slots[place].parent != kNone) {
        ++taken;
        continue;
      }
      const std::uint32_t base = place - lowest;
      const auto is_free = [&](const auto& child) { return slots[base + child.first].parent == kNone; };
      if (!std::ranges::all_of(children, is_free)) continue;
      if (place - start >= 64 && taken * 20 >= (place - start) * 19) search_from_ = place;
      return Place(index, base);
    }
  }

  void Place(std::uint32_t index, std::uint32_t base) {
    const std::uint32_t slot = nodes_[index].slot;
    trie_.slots_[slot].base = base;
    for (const auto& [byte, child] : nodes_[index].children) {
      nodes_[child].slot = base + byte;
      trie_.slots_[base + byte].parent = slot;
    }
  }

  std::uint32_t AddPops(const std::vector<std::int32_t>& pops) {
    if (pops.empty()) return 0;
    const auto [at, added] = pops_at_.emplace(pops, static_cast<std::uint32_t>(trie_.pops_.size()));
    if (added) {
      trie_.pops_.insert(trie_.pops_.end(), pops.begin(), pops.end());
      trie_.pops_.push_back(-1);
    }
    return at->second;
  }

  PieceTrie& trie_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> order_;
  std::map<std::vector<std::int32_t>, std::uint32_t> pops_at_;
  std::uint32_t search_from_ = 0;
};

PieceTrie::PieceTrie(const Vocabulary& vocabulary) {
  Builder builder(*this);
  for (std::int32_t id = 0; id < vocabulary.size(); ++id) {
    const bool continues = vocabulary.IsContinuation(id);
    const std::string_view piece = std::string_view(vocabulary.Piece(id)).substr(continues ? 2 : 0);
    piece_bytes_.push_back(static_cast<std::uint32_t>(piece.size()));
    // A piece that is empty or not UTF-8 occurs in no word; it only keeps its id.
    if (piece.empty() || !IsValidUtf8(piece)) continue;
    builder.Add(continues ? kContinuationRoot : kWordRoot, piece, id);
  }
  builder.Build();
}

bool PieceTrie::Match(std::string_view word, std::vector<std::int32_t>& ids) const {
  std::uint32_t node = kWordRoot;
  const auto give_out = [&] {
    const Slot& slot = slots_[node];
    for (const std::int32_t* pop = &pops_[slot.pops]; *pop >= 0; ++pop) ids.push_back(*pop);
    node = slot.failure;
  };
  for (const char c : word) {
    std::uint32_t next = slots_[node].base + static_cast<unsigned char>(c);
    while (slots_[next].parent != node) {
      if (slots_[node].failure == kNone) return false;
      give_out();
      next = slots_[node].base + static_cast<unsigned char>(c);
    }
    node = next;
  }
  while (node != kContinuationRoot) {
    if (slots_[node].failure == kNone) return false;
    give_out();
  }
  return true;
}

}  // namespace linkbert
