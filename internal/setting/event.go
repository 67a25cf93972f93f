package setting

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"hito/internal/access"
	"hito/internal/audit"
)

// event tells a change; before is what was there, nil for nothing. What holds no personal data is told whole and for good.
// Texts may hold names and contacts: what changed is told by a digest, and the texts themselves are forgotten in time.
func (c Change) event(actor access.Actor, at time.Time, before json.RawMessage) (audit.Event, error) {
	e := audit.Event{At: at, Actor: actor, Action: "setting.change", Object: audit.Object{Type: "setting"}}
	switch value := c.Value.(type) {
	case Security:
		e.Before, e.After = map[Name]any{c.Name: before}, map[Name]any{c.Name: value}
		return e, nil
	case Challenges:
		old, err := toldChallenges(before)
		if err != nil {
			return e, fmt.Errorf("read setting %s: %w", c.Name, err)
		}
		e.Before, e.After = map[Name]any{c.Name: old}, map[Name]any{c.Name: value.told()}
		return e, nil
	case Emblem:
		old, err := toldEmblemOf(before)
		if err != nil {
			return e, fmt.Errorf("read setting %s: %w", c.Name, err)
		}
		e.Before, e.After = map[Name]any{c.Name: old}, map[Name]any{c.Name: value.told()}
		return e, nil
	}
	after, err := json.Marshal(c.Value)
	if err != nil {
		return e, fmt.Errorf("write setting %s: %w", c.Name, err)
	}
	old, now, err := differing(before, after)
	if err != nil {
		return e, fmt.Errorf("compare setting %s: %w", c.Name, err)
	}
	e.Before, e.After = map[Name]any{c.Name: digests(old)}, map[Name]any{c.Name: digests(now)}
	e.Personal = audit.Personal{Before: map[Name]any{c.Name: old}, After: map[Name]any{c.Name: now}}
	return e, nil
}

// differing returns the fields of two documents in which they differ. What is blank is left out.
func differing(before, after json.RawMessage) (old, now map[string]any, err error) {
	if old, err = fields(before); err != nil {
		return nil, nil, err
	}
	if now, err = fields(after); err != nil {
		return nil, nil, err
	}
	for name, value := range old {
		if other, there := now[name]; there && bytes.Equal(plain(value), plain(other)) {
			delete(old, name)
			delete(now, name)
		}
	}
	return old, now, nil
}

func fields(document json.RawMessage) (map[string]any, error) {
	all := map[string]any{}
	if len(document) == 0 {
		return all, nil
	}
	if err := json.Unmarshal(document, &all); err != nil {
		return nil, err
	}
	for name, value := range all {
		if value == nil || value == "" {
			delete(all, name)
		}
	}
	return all, nil
}

// digests are the SHA-256 of values, as the audit page knows them.
func digests(values map[string]any) map[string]string {
	list := map[string]string{}
	for name, value := range values {
		sum := sha256.Sum256(plain(value))
		list[name] = "sha256:" + hex.EncodeToString(sum[:])
	}
	return list
}

// plain is a text as it is, and anything else as JSON with its keys in order.
func plain(value any) []byte {
	if text, ok := value.(string); ok {
		return []byte(text)
	}
	text, _ := json.Marshal(value) // it was read from JSON
	return text
}
