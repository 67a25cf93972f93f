package user

import "errors"

var (
	// ErrCredentials refuses a sign-in; it never says whether the account, the password or a bar is the reason.
	ErrCredentials = errors.New("wrong credentials")
	// ErrCode refuses a code of the second factor.
	ErrCode = errors.New("wrong code")
	// ErrLink refuses a link that is unknown, used or over.
	ErrLink = errors.New("no such link")
	// ErrNoAccount refuses a person of the organisation whom nobody has let in here.
	ErrNoAccount = errors.New("no account here")
	// ErrLastAdmin refuses to leave an installation without anybody who administers it.
	ErrLastAdmin = errors.New("the last administrator")
)
