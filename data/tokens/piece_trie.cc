#include "data/tokens/piece_trie.h"

#include <algorithm>
#include <array>
#include <compare>
#include <span>
#include <unordered_map>

#include "data/tokens/utf8.h"

namespace linkbert {

// Builds the trie level by level, so that what a node fails to, which is nearer to a root, is there before it. Lays it
// out as a double array.
class PieceTrie::Builder {
 public:
  explicit Builder(PieceTrie& trie) : trie_(trie) {
    trie_.pops_ = {-1};  // the empty list, at 0
  }

  void Add(std::uint32_t root, std::string_view piece, std::int32_t id) { pieces_.push_back({root, piece, id}); }

  void Build() {
    std::ranges::sort(pieces_);
    const auto behind = std::ranges::lower_bound(pieces_, kContinuationRoot, {}, &Piece::root) - pieces_.begin();
    nodes_ = {
        {.pieces_end = static_cast<std::uint32_t>(behind)},
        {.pieces_begin = static_cast<std::uint32_t>(behind), .pieces_end = static_cast<std::uint32_t>(pieces_.size())}};
    for (std::uint32_t node = 0; node < nodes_.size(); ++node) AddChildren(node);
    nodes_[kWordRoot].slot = kWordRoot;
    nodes_[kContinuationRoot].slot = kContinuationRoot;
    trie_.slots_.resize(2);
    for (const Node& node : nodes_) PlaceChildren(node);
    trie_.slots_.resize(trie_.slots_.size() + 256);  // base + byte may be read for any byte
    for (const Node& node : nodes_) {
      trie_.slots_[node.slot].failure = node.failure == kNone ? kNone : nodes_[node.failure].slot;
      trie_.slots_[node.slot].pops = node.pops;
    }
  }

 private:
  struct Piece {
    std::uint32_t root;
    std::string_view text;
    std::int32_t id;
    auto operator<=>(const Piece&) const = default;
  };
  struct Node {
    std::uint32_t pieces_begin = 0, pieces_end = 0;  // the pieces that begin with its text
    std::uint32_t depth = 0;                         // bytes
    unsigned char byte = 0;                          // the last one
    std::uint32_t children_begin = 0, children_end = 0;
    std::uint32_t failure = kNone;
    std::uint32_t slot = kNone;
    std::uint32_t pops = 0;
  };

  std::span<const Node> Children(const Node& node) const {
    return std::span(nodes_).subspan(node.children_begin, node.children_end - node.children_begin);
  }

  std::uint32_t Child(const Node& node, unsigned char byte) const {
    const std::span<const Node> children = Children(node);
    const auto at = std::ranges::lower_bound(children, byte, {}, &Node::byte);
    if (at == children.end() || at->byte != byte) return kNone;
    return node.children_begin + static_cast<std::uint32_t>(at - children.begin());
  }

  void AddChildren(std::uint32_t index) {
    const Node parent = nodes_[index];
    nodes_[index].children_begin = static_cast<std::uint32_t>(nodes_.size());
    std::uint32_t at = parent.pieces_begin;
    if (at < parent.pieces_end && pieces_[at].text.size() == parent.depth) ++at;  // the node's own
    while (at < parent.pieces_end) {
      Node child{.pieces_begin = at, .depth = parent.depth + 1, .byte = ByteAt(at, parent.depth)};
      while (at < parent.pieces_end && ByteAt(at, parent.depth) == child.byte) ++at;
      child.pieces_end = at;
      LinkFailure(parent, child);
      nodes_.push_back(child);
    }
    nodes_[index].children_end = static_cast<std::uint32_t>(nodes_.size());
  }

  unsigned char ByteAt(std::uint32_t piece, std::uint32_t depth) const {
    return static_cast<unsigned char>(pieces_[piece].text[depth]);
  }

  // Algorithm 2 of the paper: a piece gives itself out; another node gives out what its parent did and goes on from
  // where its parent would, until some state takes the byte.
  void LinkFailure(const Node& parent, Node& child) {
    const Piece& first = pieces_[child.pieces_begin];
    if (first.text.size() == child.depth) {
      child.failure = kContinuationRoot;
      child.pops = AddPops(std::array{first.id});
      return;
    }
    std::uint32_t pops = parent.pops;
    for (std::uint32_t state = parent.failure; state != kNone; state = nodes_[state].failure) {
      child.failure = Child(nodes_[state], child.byte);
      if (child.failure != kNone) {
        child.pops = pops;
        return;
      }
      pops = Joined(pops, nodes_[state].pops);
    }
  }

  // First fit. A region of the array that is nearly full is not searched again.
  void PlaceChildren(const Node& node) {
    const std::span<const Node> children = Children(node);
    if (children.empty()) return;
    std::vector<Slot>& slots = trie_.slots_;
    const std::uint32_t lowest = children.front().byte, highest = children.back().byte;
    std::uint32_t place = std::max(search_from_, lowest + 2), taken = 0;  // + 2: behind the roots
    for (const std::uint32_t start = place;; ++place) {
      if (slots.size() < place - lowest + highest + 1) slots.resize(place - lowest + highest + 1);
      if (slots[place].parent != kNone) {
        ++taken;
        continue;
      }
      const std::uint32_t base = place - lowest;
      const auto is_free = [&](const Node& child) { return slots[base + child.byte].parent == kNone; };
      if (!std::ranges::all_of(children, is_free)) continue;
      if (place - start >= 64 && taken * 20 >= (place - start) * 19) search_from_ = place;
      return Place(node, base);
    }
  }

  void Place(const Node& node, std::uint32_t base) {
    trie_.slots_[node.slot].base = base;
    for (std::uint32_t child = node.children_begin; child < node.children_end; ++child) {
      nodes_[child].slot = base + nodes_[child].byte;
      trie_.slots_[nodes_[child].slot].parent = node.slot;
    }
  }

  std::uint32_t AddPops(std::span<const std::int32_t> pops) {
    const auto begin = static_cast<std::uint32_t>(trie_.pops_.size());
    trie_.pops_.insert(trie_.pops_.end(), pops.begin(), pops.end());
    trie_.pops_.push_back(-1);
    return begin;
  }

  // The list of two lists' pieces one after the other; the same two give the same list.
  std::uint32_t Joined(std::uint32_t first, std::uint32_t second) {
    if (first == 0) return second;
    if (second == 0) return first;
    const auto [at, added] = joined_.try_emplace(std::uint64_t{first} << 32 | second);
    if (added) {
      std::vector<std::int32_t> pops;
      for (const std::uint32_t list : {first, second}) {
        for (const std::int32_t* pop = &trie_.pops_[list]; *pop >= 0; ++pop) pops.push_back(*pop);
      }
      at->second = AddPops(pops);
    }
    return at->second;
  }

  PieceTrie& trie_;
  std::vector<Piece> pieces_;
  std::vector<Node> nodes_;  // by depth; children of a node in a row, by byte
  std::unordered_map<std::uint64_t, std::uint32_t> joined_;
  std::uint32_t search_from_ = 0;
};

PieceTrie::PieceTrie(const Vocabulary& vocabulary) {
  Builder builder(*this);
  for (std::int32_t id = 0; id < vocabulary.base_size(); ++id) {
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
