package user

import (
	"bytes"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"image/png"
	"regexp"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// Second factor: RFC 6238 with what every application knows, six digits each half a minute; clocks may be
// half a minute apart.
const (
	stepSeconds   = 30
	qrPixels      = 232
	RecoveryCodes = 10 // how many are drawn at a time
)

// Enrolment is a second factor that is being set up.
type Enrolment struct {
	Secret  string // base32, 160 bits
	Address string // otpauth://…, which an application on this device opens
	QR      []byte // the address as a PNG
}

// NewEnrolment draws a secret for a person's second factor.
func NewEnrolment(email string) (Enrolment, error) {
	raw := make([]byte, 20)
	if _, err := rand.Read(raw); err != nil {
		return Enrolment{}, fmt.Errorf("draw a second factor: %w", err)
	}
	return EnrolmentOf(email, base32.StdEncoding.EncodeToString(raw))
}

var secretForm = regexp.MustCompile(`^[A-Z2-7]{32}$`)

// EnrolmentOf returns the enrolment with a secret that was drawn before, as when a form comes back.
func EnrolmentOf(email, secret string) (Enrolment, error) {
	raw, err := base32.StdEncoding.DecodeString(secret)
	if err != nil || !secretForm.MatchString(secret) {
		return Enrolment{}, fmt.Errorf("no secret of a second factor: %w", ErrLink)
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Hito", AccountName: email, Secret: raw})
	if err != nil {
		return Enrolment{}, fmt.Errorf("make a second factor: %w", err)
	}
	image, err := key.Image(qrPixels, qrPixels)
	if err != nil {
		return Enrolment{}, fmt.Errorf("draw a second factor: %w", err)
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, image); err != nil {
		return Enrolment{}, fmt.Errorf("draw a second factor: %w", err)
	}
	return Enrolment{Secret: secret, Address: key.URL(), QR: picture.Bytes()}, nil
}

// stepOf returns the time step whose code this is, within one of now, and later than last; 0 for a code that is
// wrong or was used.
func stepOf(secret, code string, last int64, now time.Time) (int64, error) {
	code = strings.Join(strings.Fields(code), "")
	for _, apart := range []int64{0, -1, 1} {
		step := now.Unix()/stepSeconds + apart
		want, err := totp.GenerateCodeCustom(secret, time.Unix(step*stepSeconds, 0), totp.ValidateOpts{Period: stepSeconds, Digits: otp.DigitsSix})
		if err != nil {
			return 0, fmt.Errorf("compute a code: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && step > last {
			return step, nil
		}
	}
	return 0, nil
}

// newRecoveryCodes draws codes as people write them, "k3xq7-m2w4p", and the hashes that are kept.
func newRecoveryCodes() (codes []string, hashes [][]byte) {
	for range RecoveryCodes {
		letters := strings.ToLower(rand.Text())
		code := letters[:5] + "-" + letters[5:10]
		codes, hashes = append(codes, code), append(hashes, recoveryHash(code))
	}
	return codes, hashes
}

// recoveryHash takes a code however it was typed: with spaces, in capitals, without the hyphen.
func recoveryHash(code string) []byte {
	return hashOf(strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '\t' {
			return -1
		}
		return r
	}, strings.ToLower(code)))
}
