package table

import (
	"io"
	"os"
)

// shared are the texts to which the cells of an XLSX refer by number. They lie one after the other: in memory while
// they are few, else in a temporary file that has no name any more, so that the system removes it whatever happens.
type shared struct {
	ends   []int64 // where each text ends
	memory []byte
	size   int64
	file   *os.File
}

// add keeps the next text.
func (s *shared) add(text string) error {
	if len(s.ends) >= mostStrings {
		return TooLarge
	}
	s.memory = append(s.memory, text...)
	s.size += int64(len(text))
	s.ends = append(s.ends, s.size)
	if len(s.memory) < stringsInMemory {
		return nil
	}
	return s.spill()
}

// spill moves what is in memory to the end of the file.
func (s *shared) spill() error {
	if s.file == nil {
		f, err := os.CreateTemp("", "hito-table-*")
		if err != nil {
			return err
		}
		s.file = f
		if err := os.Remove(f.Name()); err != nil {
			return err
		}
	}
	_, err := s.file.Write(s.memory)
	s.memory = s.memory[:0]
	return err
}

// complete is called when all texts are there.
func (s *shared) complete() error {
	if s.file == nil {
		return nil
	}
	err := s.spill()
	s.memory = nil
	return err
}

// text returns the text with an index; a cell that refers to none comes from a damaged file.
func (s *shared) text(i int) (string, error) {
	if i < 0 || i >= len(s.ends) {
		return "", Damaged
	}
	from := int64(0)
	if i > 0 {
		from = s.ends[i-1]
	}
	if s.file == nil {
		return string(s.memory[from:s.ends[i]]), nil
	}
	b := make([]byte, s.ends[i]-from)
	_, err := io.ReadFull(io.NewSectionReader(s.file, from, int64(len(b))), b)
	return string(b), err
}

func (s *shared) close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	s.file = nil
	return err
}
