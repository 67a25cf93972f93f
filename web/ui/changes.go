package ui

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/date"
)

// EventChange is one thing that an event changed, in words; what was or is not there is blank.
type EventChange struct{ Label, Old, New string }

const (
	// longestValue is how many letters of a changed text are shown.
	longestValue = 300
	// shownBefore is how many letters stand before the first one that differs.
	shownBefore = 40
	// shownDigest is how many digits of a hash are shown.
	shownDigest = 12
)

// EventChanges compares what was before and after an event, both JSON or nothing, and lists what differs in the
// order of its keys.
func EventChanges(before, after json.RawMessage) []EventChange {
	old, now := leaves(before), leaves(after)
	all := map[string]bool{}
	for key := range old {
		all[key] = true
	}
	for key := range now {
		all[key] = true
	}
	var list []EventChange
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if old[key] == now[key] {
			continue
		}
		c := EventChange{Label: keyLabel(key)}
		c.Old, c.New = excerpts(old[key], now[key])
		list = append(list, c)
	}
	return list
}

// leaves returns the values of a JSON document in words, by their keys joined with dots.
func leaves(document json.RawMessage) map[string]string {
	found := map[string]string{}
	if len(document) == 0 {
		return found
	}
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		found[""] = string(document) // never written so; better shown than hidden
		return found
	}
	collect(found, "", value)
	return found
}

func collect(found map[string]string, path string, value any) {
	object, nested := value.(map[string]any)
	if !nested {
		if text := valueText(leaf(path), value); text != "" {
			found[path] = text
		}
		return
	}
	for key, inner := range object {
		collect(found, strings.TrimPrefix(path+"."+key, "."), inner)
	}
}

func leaf(path string) string { return path[strings.LastIndex(path, ".")+1:] }

// keyLabel names a path of keys, each as it is known, else as it is written.
func keyLabel(path string) string {
	parts := strings.Split(path, ".")
	for n, part := range parts {
		if name, known := keyNames[part]; known {
			parts[n] = name
		} else if d, err := date.Parse(part); err == nil {
			parts[n] = ShortDate(d)
		}
	}
	if path == "" {
		return "Valor"
	}
	return strings.Join(parts, " · ")
}

// valueText writes a JSON value as people read it; blank where there is nothing.
func valueText(key string, value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case bool:
		return map[bool]string{true: "Sí", false: "No"}[v]
	case json.Number:
		return plainNumber(v.String())
	case string:
		return stringText(key, v)
	case []any:
		items := make([]string, len(v))
		for n, item := range v {
			items[n] = valueText(key, item)
		}
		return strings.Join(items, ", ")
	default: // an object inside a list
		text, err := json.Marshal(v)
		if err != nil {
			return ""
		}
		return string(text)
	}
}

// plainNumber writes a number of JSON with the signs that people know, and without zeros that say nothing.
func plainNumber(digits string) string {
	if d, err := decimal.NewFromString(digits); err == nil && !strings.ContainsAny(digits, "eE") {
		digits = d.String()
	}
	return strings.Replace(strings.Replace(digits, "-", minus, 1), ".", ",", 1)
}

func stringText(key, value string) string {
	if decimalKeys[key] {
		return plainNumber(value)
	}
	if name, known := valueNames[key][value]; known {
		return name
	}
	if d, err := date.Parse(value); err == nil {
		return ShortDate(d)
	}
	if hash, told := strings.CutPrefix(value, "sha256:"); told && len(hash) > shownDigest {
		return "huella " + hash[:shownDigest] + "…"
	}
	return value
}

// excerpts cuts two long texts so that what differs first is seen in both.
func excerpts(a, b string) (string, string) {
	x, y := []rune(a), []rune(b)
	if max(len(x), len(y)) <= longestValue {
		return a, b
	}
	same := 0
	for same < min(len(x), len(y)) && x[same] == y[same] {
		same++
	}
	from := max(same-shownBefore, 0)
	return excerpt(x, from), excerpt(y, from)
}

func excerpt(text []rune, from int) string {
	from = min(from, len(text))
	until := min(from+longestValue, len(text))
	cut := string(text[from:until])
	if from > 0 && cut != "" {
		cut = "…" + cut
	}
	if until < len(text) {
		cut += "…"
	}
	return cut
}
