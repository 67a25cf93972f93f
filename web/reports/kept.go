package reports

import (
	"encoding/json"
	"fmt"
	"time"

	"hito/internal/code"
	"hito/internal/report"
	"hito/web/reports/paper"
)

// kept is a document as it is stored with an issued report, without what the report itself tells: number, code, day.
type kept struct {
	Title    string        `json:"title"`
	Subtitle string        `json:"subtitle"`
	Body     string        `json:"body"`
	To       string        `json:"to,omitempty"`
	Emblem   []byte        `json:"emblem,omitempty"`
	Sections []keptSection `json:"sections"`
}

type keptSection struct {
	ID      string      `json:"id"`
	Heading string      `json:"heading"`
	Break   bool        `json:"break,omitempty"`
	Blocks  []keptBlock `json:"blocks"`
}

// keptBlock is one of them.
type keptBlock struct {
	Text       *paper.Text       `json:"text,omitempty"`
	Subheading *paper.Subheading `json:"subheading,omitempty"`
	List       *paper.List       `json:"list,omitempty"`
	Figures    *paper.Figures    `json:"figures,omitempty"`
	Table      *paper.Table      `json:"table,omitempty"`
	Bars       *paper.Bars       `json:"bars,omitempty"`
	Course     *paper.Course     `json:"course,omitempty"`
}

// encode writes a document as it is kept; the same document is always the same bytes.
func encode(d paper.Document) (json.RawMessage, error) {
	k := kept{Title: d.Title, Subtitle: d.Subtitle, Body: d.Body, To: d.To, Emblem: d.Emblem}
	for _, s := range d.Sections {
		section := keptSection{ID: s.ID, Heading: s.Heading, Break: s.Break}
		for _, b := range s.Blocks {
			block, err := blockOf(b)
			if err != nil {
				return nil, err
			}
			section.Blocks = append(section.Blocks, block)
		}
		k.Sections = append(k.Sections, section)
	}
	text, err := json.Marshal(k)
	if err != nil {
		return nil, fmt.Errorf("write a report to keep it: %w", err)
	}
	return text, nil
}

func blockOf(b paper.Block) (keptBlock, error) {
	switch b := b.(type) {
	case paper.Text:
		return keptBlock{Text: &b}, nil
	case paper.Subheading:
		return keptBlock{Subheading: &b}, nil
	case paper.List:
		return keptBlock{List: &b}, nil
	case paper.Figures:
		return keptBlock{Figures: &b}, nil
	case paper.Table:
		return keptBlock{Table: &b}, nil
	case paper.Bars:
		return keptBlock{Bars: &b}, nil
	case paper.Course:
		return keptBlock{Course: &b}, nil
	default:
		return keptBlock{}, fmt.Errorf("keep a %T of a report: unknown", b)
	}
}

func (k keptBlock) block() (paper.Block, error) {
	switch {
	case k.Text != nil:
		return *k.Text, nil
	case k.Subheading != nil:
		return *k.Subheading, nil
	case k.List != nil:
		return *k.List, nil
	case k.Figures != nil:
		return *k.Figures, nil
	case k.Table != nil:
		return *k.Table, nil
	case k.Bars != nil:
		return *k.Bars, nil
	case k.Course != nil:
		return *k.Course, nil
	default:
		return nil, fmt.Errorf("read a block of a kept report: unknown")
	}
}

// issuedDocument is the document of an issued report, with its number and code.
func (p Pages) issuedDocument(text json.RawMessage, i report.Issued) (paper.Document, error) {
	var k kept
	if err := json.Unmarshal(text, &k); err != nil {
		return paper.Document{}, fmt.Errorf("read report %s: %w", i.Reference(), err)
	}
	d := paper.Document{
		Title: k.Title, Subtitle: k.Subtitle, Body: k.Body, To: k.To, Emblem: k.Emblem,
		Number: "Informe " + i.Reference(), Code: code.Grouped(i.Code), Verify: p.verifyAddress(i),
		Issued: i.IssuedAt.Truncate(time.Second), Location: p.place(),
	}
	for _, s := range k.Sections {
		section := paper.Section{ID: s.ID, Heading: s.Heading, Break: s.Break}
		for _, b := range s.Blocks {
			block, err := b.block()
			if err != nil {
				return d, err
			}
			section.Blocks = append(section.Blocks, block)
		}
		d.Sections = append(d.Sections, section)
	}
	return d, nil
}
