package backup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// fileName matches what scheduled back-ups are called, and nothing else; the moment is in UTC, so that names sort by it.
var fileName = regexp.MustCompile(`^hito-(\d{8}-\d{6})\.hito$`)

const nameTime = "20060102-150405"

// FileName is what a scheduled back-up of some moment is called: "hito-20261128-013000.hito".
func FileName(at time.Time) string { return "hito-" + at.UTC().Format(nameTime) + ".hito" }

// dated is a scheduled back-up.
type dated struct {
	name string
	at   time.Time
}

// scheduled lists the scheduled back-ups of a folder, oldest first.
func scheduled(dir string) ([]dated, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("list the back-ups: %w", err)
	}
	var list []dated
	for _, e := range entries {
		match := fileName.FindStringSubmatch(e.Name())
		if match == nil || !e.Type().IsRegular() {
			continue
		}
		if at, err := time.Parse(nameTime, match[1]); err == nil {
			list = append(list, dated{e.Name(), at})
		}
	}
	slices.SortFunc(list, func(a, b dated) int { return a.at.Compare(b.at) })
	return list, nil
}

// Newest returns the newest scheduled back-up of a folder and when it was made; "" where there is none. It does not read
// what is in it: Check does.
func Newest(dir string) (path string, at time.Time, err error) {
	list, err := scheduled(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(list) == 0 {
		return "", time.Time{}, nil
	}
	if err != nil {
		return "", time.Time{}, err
	}
	last := list[len(list)-1]
	return filepath.Join(dir, last.name), last.at, nil
}

// Due tells whether a folder has no scheduled back-up of the time before now. Those of the future, which a clock that was
// wrong has left, do not count.
func Due(dir string, every time.Duration, now time.Time) (bool, error) {
	list, err := scheduled(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	return !slices.ContainsFunc(list, func(d dated) bool { return !d.at.After(now) && now.Sub(d.at) < every }), nil
}

// abandonedAfter is when a file under way belongs to a back-up that was killed.
const abandonedAfter = 48 * time.Hour

// Prune removes the oldest scheduled back-ups beyond the number to keep, and what killed ones left, and returns what it
// removed. The one just made stays, whatever the clock says. Other files are never touched.
func Prune(dir string, keep int, made string, now time.Time) (removed []string, err error) {
	list, err := scheduled(dir)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(d dated) bool { return d.name == filepath.Base(made) })
	var errs []error
	for _, d := range list[:max(0, len(list)-max(0, keep-1))] {
		if err := os.Remove(filepath.Join(dir, d.name)); err != nil {
			errs = append(errs, fmt.Errorf("remove an old back-up: %w", err))
			continue
		}
		removed = append(removed, d.name)
	}
	return removed, errors.Join(append(errs, sweep(dir, now))...)
}

func sweep(dir string, now time.Time) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("list what is unfinished: %w", err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !strings.HasPrefix(e.Name(), unfinished) || now.Sub(info.ModTime()) < abandonedAfter {
			continue
		}
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
			return fmt.Errorf("remove what is unfinished: %w", err)
		}
	}
	return nil
}
