// Extracts the fields that the compare job needs from lines of events, on one thread, by simdjson's
// On-Demand interface, and prints sums of what it found so that nothing can be left out:
//
//   events,subscriptions,deletions,seconds,bytes
//
// `deletions` counts the types that say so, `seconds` adds up every time that is given, `bytes` the
// lengths of the texts.
//
// The keys of an object are visited once, in the order of the file, which is the fast way to use
// On-Demand; an object that is no subscription is left as soon as it says so.

#include <simdjson.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

using namespace simdjson;

namespace {

struct Sums {
  uint64_t events = 0, subscriptions = 0, deletions = 0, seconds = 0, bytes = 0;
};

struct Fields {
  std::string_view id, type, subscription, owner, price, status, customer;
  int64_t created = 0, ended = 0, canceled = 0, cancelAt = 0, trialStart = 0, trialEnd = 0;
  std::optional<int64_t> periodStart, periodEnd, itemStart, itemEnd;
  bool endsWithPeriod = false, isSubscription = false;
};

std::string_view text(ondemand::value value) {
  std::string_view found;
  return value.get_string().get(found) ? std::string_view() : found;
}

bool flag(ondemand::value value) {
  bool found;
  return !value.get_bool().get(found) && found;
}

std::optional<int64_t> number(ondemand::value value) {
  int64_t found;
  if (value.get_int64().get(found)) return std::nullopt;
  return found;
}

// A key as it stands in the file, up to and with its closing quote; none has an escape in it.
struct Key {
  const char *start;
  char first() const { return start[0]; }
  template <size_t size>
  bool operator==(const char (&word)[size]) const {
    return std::memcmp(start, word, size - 1) == 0 && start[size - 1] == '"';
  }
  template <size_t size>
  bool operator!=(const char (&word)[size]) const {
    return !(*this == word);
  }
};

// Calls a function with each key and value of an object, until it answers false.
template <class Visit>
void visit(ondemand::value value, Visit body) {
  ondemand::object object;
  if (value.get_object().get(object)) return;
  for (auto field : object) {
    ondemand::raw_json_string key;
    ondemand::value inner;
    if (field.key().get(key) || field.value().get(inner)) return;
    if (!body(Key{key.raw()}, inner)) return;
  }
}

void readItem(ondemand::value item, Fields &fields) {
  visit(item, [&](Key key, ondemand::value value) {
    if (key == "price") {
      visit(value, [&](Key inner, ondemand::value id) {
        if (inner != "id") return true;
        fields.price = text(id);
        return false;
      });
    } else if (key == "current_period_start") {
      fields.itemStart = number(value);
    } else if (key == "current_period_end") {
      fields.itemEnd = number(value);
    }
    return true;
  });
}

void readItems(ondemand::value items, Fields &fields) {
  visit(items, [&](Key key, ondemand::value value) {
    if (key != "data") return true;
    ondemand::array list;
    if (value.get_array().get(list)) return true;
    for (auto item : list) {
      ondemand::value first;
      if (!item.get(first)) readItem(first, fields);
      break;
    }
    return false;
  });
}

void readOwner(ondemand::value metadata, Fields &fields) {
  visit(metadata, [&](Key key, ondemand::value value) {
    if (key != "userId") return true;
    fields.owner = text(value);
    return false;
  });
}

void readObject(ondemand::value object, Fields &fields) {
  visit(object, [&](Key key, ondemand::value value) {
    switch (key.first()) {
      case 'i':
        if (key == "id") fields.subscription = text(value);
        if (key == "items") readItems(value, fields);
        break;
      case 'o':
        if (key == "object") fields.isSubscription = text(value) == "subscription";
        // Stripe writes `object` right after `id`.
        return key != "object" || fields.isSubscription;
      case 's':
        if (key == "status") fields.status = text(value);
        break;
      case 'm':
        if (key == "metadata") readOwner(value, fields);
        break;
      case 'e':
        if (key == "ended_at") fields.ended = number(value).value_or(0);
        break;
      case 't':
        if (key == "trial_start") fields.trialStart = number(value).value_or(0);
        if (key == "trial_end") fields.trialEnd = number(value).value_or(0);
        break;
      case 'c':
        if (key == "customer") fields.customer = text(value);
        if (key == "current_period_start") fields.periodStart = number(value);
        if (key == "current_period_end") fields.periodEnd = number(value);
        if (key == "cancel_at") fields.cancelAt = number(value).value_or(0);
        if (key == "canceled_at") fields.canceled = number(value).value_or(0);
        if (key == "cancel_at_period_end") fields.endsWithPeriod = flag(value);
        break;
    }
    return true;
  });
}

bool readEvent(ondemand::document &document, Fields &fields) {
  ondemand::value event;
  if (document.get_value().get(event)) return false;
  visit(event, [&](Key key, ondemand::value value) {
    if (key == "id") fields.id = text(value);
    if (key == "created") fields.created = number(value).value_or(0);
    if (key == "type") fields.type = text(value);
    if (key == "data") {
      visit(value, [&](Key inner, ondemand::value object) {
        if (inner != "object") return true;
        readObject(object, fields);
        return true;
      });
    }
    return true;
  });
  return true;
}

bool endsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

void add(const Fields &fields, Sums &sums) {
  sums.events += 1;
  sums.seconds += fields.created;
  sums.bytes += fields.id.size();
  sums.deletions += endsWith(fields.type, ".deleted");
  if (!fields.isSubscription) return;
  sums.subscriptions += 1;
  sums.seconds += fields.periodStart.value_or(fields.itemStart.value_or(0)) +
                  fields.periodEnd.value_or(fields.itemEnd.value_or(0)) + fields.cancelAt +
                  fields.canceled + fields.trialStart + fields.trialEnd + fields.ended +
                  fields.endsWithPeriod;
  sums.bytes += fields.subscription.size() + fields.owner.size() + fields.price.size() +
                fields.status.size() + fields.customer.size();
}

}  // namespace

int main(int count, char **words) {
  if (count != 2) return 64;
  std::FILE *file = std::fopen(words[1], "rb");
  if (file == nullptr) return 66;
  std::setvbuf(file, nullptr, _IONBF, 0);

  const size_t blockSize = 1 << 20;
  std::vector<char> buffer(2 * blockSize + SIMDJSON_PADDING);
  ondemand::parser parser;
  Sums sums;
  size_t held = 0;
  while (size_t got = std::fread(buffer.data() + held, 1, blockSize, file)) {
    held += got;
    size_t start = 0;
    while (void *end = std::memchr(buffer.data() + start, '\n', held - start)) {
      size_t length = static_cast<char *>(end) - buffer.data() - start;
      ondemand::document document;
      Fields fields;
      if (parser.iterate(buffer.data() + start, length, length + SIMDJSON_PADDING).get(document) ||
          !readEvent(document, fields)) {
        return 65;
      }
      add(fields, sums);
      start += length + 1;
    }
    // A line longer than a block is none of ours.
    if (held - start > blockSize) return 65;
    held -= start;
    std::memmove(buffer.data(), buffer.data() + start, held);
  }
  std::printf("%lu,%lu,%lu,%lu,%lu\n", sums.events, sums.subscriptions, sums.deletions,
              sums.seconds, sums.bytes);
  std::fclose(file);
}
