package directory

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-ldap/ldap/v3"

	"hito/internal/user"
)

var (
	// ErrRefused tells that name and password are not a person's; it never tells which of them.
	ErrRefused = errors.New("wrong name or password")
	// ErrUnavailable tells that the directory does not answer, or does not accept Hito's settings.
	ErrUnavailable = errors.New("the directory is unavailable")
)

const (
	within      = 10 * time.Second // for a whole sign-in
	longestName = 256              // bytes
)

// Authenticate returns whom a name and a password belong to; it fails with ErrRefused, the same for
// an unknown or ambiguous name and a wrong password, or with ErrUnavailable.
func (d *Directory) Authenticate(ctx context.Context, name, password string) (user.External, error) {
	name = strings.TrimSpace(name)
	// A bind without a password succeeds, for everyone, as an anonymous one (RFC 4513, 5.1.2).
	if !typable(name) || password == "" {
		return user.External{}, ErrRefused
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	person, err := d.authenticate(ctx, name, password)
	switch {
	case err == nil, errors.Is(err, ErrRefused):
		return person, err
	case ctx.Err() != nil:
		return user.External{}, fmt.Errorf("%w: %s: %w: %w", ErrUnavailable, d.cfg.Name, ctx.Err(), err)
	}
	return user.External{}, fmt.Errorf("%w: %s: %w", ErrUnavailable, d.cfg.Name, err)
}

func (d *Directory) authenticate(ctx context.Context, name, password string) (user.External, error) {
	conn, closed, err := d.dial(ctx)
	if err != nil {
		return user.External{}, fmt.Errorf("connect: %w", err)
	}
	defer closed()
	if d.cfg.BindDN != "" {
		if err := conn.Bind(d.cfg.BindDN, d.cfg.BindPassword); err != nil {
			return user.External{}, fmt.Errorf("bind as the account that searches: %w", err)
		}
	}
	entry, err := d.find(conn, name)
	if err != nil {
		return user.External{}, fmt.Errorf("search: %w", err)
	}
	// Nobody is bound as too, so that the answer takes as many steps for an unknown name.
	dn := "cn=" + rand.Text() + "," + d.cfg.BaseDN
	if entry != nil {
		dn = entry.DN
	}
	if err := conn.Bind(dn, password); err != nil {
		return user.External{}, verdict(err)
	}
	if entry == nil {
		return user.External{}, ErrRefused
	}
	return d.person(entry)
}

// typable tells a name from one with characters that nobody sees: directories leave them out when
// they compare, so that one person would have endless names to guess a password for.
func typable(name string) bool {
	hidden := func(r rune) bool { return !unicode.IsPrint(r) }
	return name != "" && len(name) <= longestName && utf8.ValidString(name) && !strings.ContainsFunc(name, hidden)
}

// find returns the one entry of a name, or nil if there is none or more than one.
func (d *Directory) find(conn *ldap.Conn, name string) (*ldap.Entry, error) {
	found, err := conn.Search(&ldap.SearchRequest{
		BaseDN: d.cfg.BaseDN, Scope: ldap.ScopeWholeSubtree, DerefAliases: ldap.NeverDerefAliases,
		SizeLimit: 2, EnforceSizeLimit: true, TimeLimit: int(within.Seconds()),
		Filter:     search(d.cfg.Filter, name),
		Attributes: []string{d.cfg.SubjectAttribute, d.cfg.NameAttribute, d.cfg.EmailAttribute, d.cfg.GroupsAttribute},
	})
	if errors.Is(err, ldap.ErrSizeLimitExceeded) || ldap.IsErrorWithCode(err, ldap.LDAPResultSizeLimitExceeded) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	// References to other servers may come with the entries: they are not followed. An entry
	// without a name would be bound as nobody, which some servers accept with any password.
	if len(found.Entries) != 1 || found.Entries[0].DN == "" {
		return nil, nil
	}
	return found.Entries[0], nil
}

// verdict tells a refusal, whatever its reason, from a directory that could not decide.
func verdict(err error) error {
	if ldap.IsErrorAnyOf(err, ldap.LDAPResultInvalidCredentials, ldap.LDAPResultInappropriateAuthentication,
		ldap.LDAPResultInsufficientAccessRights, ldap.LDAPResultUnwillingToPerform,
		ldap.LDAPResultNoSuchObject, ldap.LDAPResultConstraintViolation) {
		return ErrRefused
	}
	return fmt.Errorf("bind as the person: %w", err)
}

func (d *Directory) person(entry *ldap.Entry) (user.External, error) {
	subject, err := d.subject(entry)
	if err != nil {
		return user.External{}, err
	}
	return user.External{
		Issuer: "ldap:" + d.cfg.Name, Subject: subject,
		Name:   first(values(entry, d.cfg.NameAttribute)),
		Email:  strings.ToLower(first(values(entry, d.cfg.EmailAttribute))),
		Groups: values(entry, d.cfg.GroupsAttribute),
	}, nil
}

// subject returns what identifies the entry; Active Directory's objectGUID is bytes, written in hex.
func (d *Directory) subject(entry *ldap.Entry) (string, error) {
	raw := entry.GetEqualFoldRawAttributeValues(d.cfg.SubjectAttribute)
	if len(raw) != 1 || len(raw[0]) == 0 {
		return "", fmt.Errorf("the entry has %d values of %s, want one", len(raw), d.cfg.SubjectAttribute)
	}
	if strings.EqualFold(d.cfg.SubjectAttribute, "objectGUID") {
		return hex.EncodeToString(raw[0]), nil
	}
	subject := string(raw[0])
	if subject != printable(subject) {
		return "", fmt.Errorf("the entry's %s is no text", d.cfg.SubjectAttribute)
	}
	return subject, nil
}

// values returns an attribute's values that are not blank.
func values(entry *ldap.Entry, attribute string) []string {
	var kept []string
	for _, value := range entry.GetEqualFoldAttributeValues(attribute) {
		if value = strings.TrimSpace(printable(value)); value != "" {
			kept = append(kept, value)
		}
	}
	return kept
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// printable drops control characters and bytes that are no text, which the database refuses.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}
