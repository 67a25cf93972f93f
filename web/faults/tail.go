package main

import "sync"

// tail keeps the end of what a process said.
type tail struct {
	mutex sync.Mutex
	text  []byte
}

// tailLength is enough for the lines that tell why something ended.
const tailLength = 8 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.text = append(t.text, p...)
	if more := len(t.text) - tailLength; more > 0 {
		t.text = append([]byte(nil), t.text[more:]...)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return string(t.text)
}
