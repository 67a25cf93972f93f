package transfer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hito/internal/text"
)

// Scores from which a text is offered as another one, and from which it is taken to be it until somebody says otherwise.
const (
	offered   = 0.55
	preferred = 0.75
)

const (
	mostOffered     = 5
	shortText       = 30   // letters
	smallShelf      = 40   // so many texts are all looked at
	mostCompared    = 60   // of more, those that share most words
	comparedLetters = 1500 // letters that are compared
)

// target is something that a text in a file may mean.
type target struct {
	value  string // of an Option
	label  string
	texts  []string // folded, that mean it
	phrase []phrase // the same, to be compared
}

// phrase is a folded text to be compared with others.
type phrase struct {
	letters []rune
	words   []string // in order, each once
	numbers string   // those among the words: what differs in them is something else, whatever it is called
}

func phraseOf(folded string) phrase {
	letters := []rune(folded)
	p := phrase{letters: letters[:min(len(letters), comparedLetters)], words: wordsOf(folded)}
	for word := range strings.FieldsSeq(folded) {
		if startsWithDigit(word) {
			p.numbers += " " + word
		}
	}
	return p
}

// shelf finds targets by what they are called.
type shelf struct {
	targets []*target
	exact   map[string][]int
	words   map[string][]int
}

func newShelf() *shelf { return &shelf{exact: map[string][]int{}, words: map[string][]int{}} }

// put adds a target under its texts, and returns where it stands.
func (s *shelf) put(t target) int {
	n := len(s.targets)
	s.targets = append(s.targets, &t)
	for _, folded := range t.texts {
		s.file(n, folded)
	}
	return n
}

// also adds a text to a target.
func (s *shelf) also(n int, folded string) {
	if t := s.targets[n]; !slices.Contains(t.texts, folded) {
		t.texts = append(t.texts, folded)
		s.file(n, folded)
	}
}

func (s *shelf) file(n int, folded string) {
	if folded == "" {
		return
	}
	s.targets[n].phrase = append(s.targets[n].phrase, phraseOf(folded))
	s.exact[folded] = append(s.exact[folded], n)
	for _, word := range wordsOf(folded) {
		s.words[word] = append(s.words[word], n)
	}
}

func wordsOf(folded string) []string {
	words := strings.Fields(folded)
	slices.Sort(words)
	return slices.Compact(words)
}

// likeness is how much a text is like a target: 1 for the same words, and in Spanish how it differs.
type likeness struct {
	at    int
	score float64
	why   string
}

// like returns the targets that a folded text may mean, the likeliest first.
func (s *shelf) like(folded string) []likeness {
	written := phraseOf(folded)
	var found []likeness
	for _, n := range s.closest(written) {
		best := likeness{at: n}
		for _, known := range s.targets[n].phrase {
			if l := written.like(known); l.score > best.score {
				best.score, best.why = l.score, l.why
			}
		}
		if best.score >= offered {
			found = append(found, best)
		}
	}
	slices.SortStableFunc(found, func(a, b likeness) int { return cmp.Compare(b.score, a.score) })
	return found[:min(len(found), mostOffered)]
}

// closest lists the targets of which the letters are worth to be compared: those that share most words, or all where
// texts are so short that a typing error leaves no word as it was.
func (s *shelf) closest(written phrase) []int {
	shares := map[int]float64{}
	var list []int
	for _, n := range s.near(written) {
		share := -1.0
		for _, known := range s.targets[n].phrase {
			if known.numbers == written.numbers {
				share = max(share, sharedWords(written.words, known.words))
			}
		}
		if share >= 0 {
			shares[n] = share
			list = append(list, n)
		}
	}
	if len(written.letters) > shortText {
		slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(shares[b], shares[a]) })
		list = list[:min(len(list), 2*mostOffered)]
	}
	return list
}

// near lists what is worth a closer look: those that share the most words, seldom ones, as "de" is in every text.
func (s *shelf) near(written phrase) []int {
	if len(s.targets) <= smallShelf {
		all := make([]int, len(s.targets))
		for n := range all {
			all[n] = n
		}
		return all
	}
	shared := map[int]int{}
	for _, word := range written.words {
		if with := s.words[word]; len(with) <= max(mostCompared, len(s.targets)/20) {
			for _, n := range with {
				shared[n]++
			}
		}
	}
	list := make([]int, 0, len(shared))
	for n := range shared {
		list = append(list, n)
	}
	slices.SortFunc(list, func(a, b int) int { return cmp.Or(cmp.Compare(shared[b], shared[a]), cmp.Compare(a, b)) })
	return list[:min(len(list), mostCompared)]
}

// alike compares two folded texts.
func alike(a, b string) likeness { return phraseOf(a).like(phraseOf(b)) }

// like compares two texts by their letters and by their words. Texts with other numbers in them are not alike.
func (p phrase) like(other phrase) likeness {
	x, y := p.letters, other.letters
	longer, shorter := max(len(x), len(y)), min(len(x), len(y))
	if shorter == 0 || p.numbers != other.numbers {
		return likeness{}
	}
	words := sharedWords(p.words, other.words)
	if words < 0.3 && longer > shortText || longer > 2*shorter {
		return likeness{score: words, why: shareWords(words)}
	}
	errors := text.Distance(x, y)
	letters := 1 - float64(errors)/float64(longer)
	switch {
	case errors == 0:
		return likeness{score: 1, why: "igual"}
	case errors == 1:
		return likeness{score: letters, why: "igual salvo una letra"}
	case errors <= 4 && letters >= preferred:
		return likeness{score: letters, why: fmt.Sprintf("igual salvo %d letras", errors)}
	case letters > words:
		return likeness{score: letters, why: fmt.Sprintf("coincide el %.0f\u00a0%% de las letras", 100*letters)}
	default:
		return likeness{score: words, why: shareWords(words)}
	}
}

func shareWords(share float64) string {
	return fmt.Sprintf("coincide el %.0f\u00a0%% de las palabras", 100*share)
}

// sharedWords is the share of the words of two texts that both have, by Dice; words are sorted.
func sharedWords(a, b []string) float64 {
	both, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch strings.Compare(a[i], b[j]) {
		case 0:
			both, i, j = both+1, i+1, j+1
		case -1:
			i++
		default:
			j++
		}
	}
	return 2 * float64(both) / float64(max(len(a)+len(b), 1))
}
