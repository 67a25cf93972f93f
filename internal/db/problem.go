package db

import "hito/internal/db/cluster"

// Problem is a failure that the person who starts Hito can do something about: its Text, in Spanish,
// says what. Find it with errors.As(err, **Problem).
type Problem = cluster.Problem

func problem(text string, err error) error { return &Problem{Text: text, Err: err} }
