// Package kept keeps in memory what is costly to make, each thing with the version of what it was made from. Whoever asks
// tells the version that holds now, so that several servers on one database never give anything that is out of date.
package kept

import (
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// mostTime is how long anything is kept. A version tells of every change that Hito makes; what somebody writes into the
// database by hand shows once this has passed.
const mostTime = time.Minute

// Things keeps values by their keys up to a weight, and lets go first of those that were not asked for longest. One that
// is nil keeps nothing. Values are shared by all who ask: nobody may change them.
type Things[K comparable, V any] struct {
	mu     sync.Mutex
	list   *simplelru.LRU[K, thing[V]]
	weight int
	most   int
	now    func() time.Time
}

type thing[V any] struct {
	version string
	value   V
	weight  int
	until   time.Time
}

// mostThings bounds what weighs nearly nothing.
const mostThings = 4096

// New returns an empty place for things that weigh so much together at most; nothing is kept where that is 0.
func New[K comparable, V any](most int) *Things[K, V] {
	t := &Things[K, V]{most: most, now: time.Now}
	t.list, _ = simplelru.NewLRU(mostThings, func(_ K, one thing[V]) { t.weight -= one.weight }) // it refuses sizes below one alone
	return t
}

// Has tells whether anything is kept by a key, of whatever version: where nothing is, asking for the version is of no use.
func (t *Things[K, V]) Has(key K) bool {
	if t == nil {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	one, found := t.list.Peek(key)
	return found && t.now().Before(one.until)
}

// Get returns what is kept by a key, if it was made from a version.
func (t *Things[K, V]) Get(key K, version string) (value V, found bool) {
	if t == nil {
		return value, false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	one, found := t.list.Get(key)
	if !found || one.version != version || !t.now().Before(one.until) {
		return value, false
	}
	return one.value, true
}

// Put keeps a value, in place of what was kept by the same key. What alone weighs more than a half of all is not kept.
func (t *Things[K, V]) Put(key K, version string, weight int, value V) {
	if t == nil || weight > t.most/2 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list.Remove(key)
	t.list.Add(key, thing[V]{version, value, weight, t.now().Add(mostTime)})
	t.weight += weight
	for _, oldest, some := t.list.GetOldest(); some && (t.weight > t.most || !t.now().Before(oldest.until)); _, oldest, some = t.list.GetOldest() {
		t.list.RemoveOldest()
	}
}
