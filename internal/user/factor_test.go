package user_test

import (
	"bytes"
	"errors"
	"image/png"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hito/internal/user"
)

// rfcSecret is the key of RFC 6238's test vectors, "12345678901234567890".
const rfcSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

// RFC 6238, appendix B, SHA-1: the last six of its eight digits.
func TestSecurity04CodesAreThoseOfRFC6238(t *testing.T) {
	for second, code := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if step, err := user.StepOf(rfcSecret, code, 0, time.Unix(second, 0)); step != second/30 || err != nil {
			t.Errorf("at %d the code %s is of step %d, %v; want %d", second, code, step, err, second/30)
		}
		if step, err := user.StepOf(rfcSecret, code[:3]+" "+code[3:]+" ", 0, time.Unix(second, 0)); step != second/30 || err != nil {
			t.Errorf("%s with spaces is of step %d, %v", code, step, err)
		}
		for _, wrong := range []string{"", code[1:], "1" + code, code[:5], "-" + code[1:], strings.Repeat("0", 6), "٠٠٠٠٠٠", code + "\x00"} {
			if step, err := user.StepOf(rfcSecret, wrong, 0, time.Unix(second, 0)); step != 0 || err != nil {
				t.Errorf("at %d the code %q is of step %d, %v", second, wrong, step, err)
			}
		}
	}
}

// The code of step 37037036 begins to be right at 1111111080 and ends at 1111111110.
func TestSecurity04ClocksMayBeAStepApart(t *testing.T) {
	const code, step = "081804", 37037036
	for second, want := range map[int64]int64{
		1111111049: 0, 1111111050: step, 1111111079: step, 1111111080: step, 1111111109: step, 1111111110: step, 1111111139: step, 1111111140: 0,
	} {
		if got, err := user.StepOf(rfcSecret, code, 0, time.Unix(second, 0)); got != want || err != nil {
			t.Errorf("at %d: step %d, %v; want %d", second, got, err, want)
		}
	}
}

func TestSecurity04ACodeWorksOnceAndNoneBeforeItAfterwards(t *testing.T) {
	for last, want := range map[int64]int64{0: 37037036, 37037035: 37037036, 37037036: 0, 37037037: 0} {
		if got, err := user.StepOf(rfcSecret, "081804", last, time.Unix(1111111109, 0)); got != want || err != nil {
			t.Errorf("after step %d: step %d, %v; want %d", last, got, err, want)
		}
	}
	// Within the same half-minute the next step's code still works after this one's.
	if got, err := user.StepOf(rfcSecret, "050471", 37037036, time.Unix(1111111109, 0)); got != 37037037 || err != nil {
		t.Errorf("the next step's code: %d, %v", got, err)
	}
}

func TestEnrolmentIsWhatApplicationsRead(t *testing.T) {
	made, err := user.NewEnrolment("ana@ejemplo.es")
	if err != nil || !regexp.MustCompile(`^[A-Z2-7]{32}$`).MatchString(made.Secret) {
		t.Fatalf("%q, %v", made.Secret, err)
	}
	again, err := user.EnrolmentOf("ana@ejemplo.es", made.Secret)
	if err != nil || again.Address != made.Address || !bytes.Equal(again.QR, made.QR) {
		t.Errorf("the form that comes back shows %q, %v; want %q", again.Address, err, made.Address)
	}
	address, err := url.Parse(made.Address)
	if err != nil || address.Scheme != "otpauth" || address.Host != "totp" || address.Path != "/Hito:ana@ejemplo.es" {
		t.Errorf("the address is %q, %v", made.Address, err)
	}
	q := address.Query()
	if q.Get("secret") != made.Secret || q.Get("issuer") != "Hito" || q.Get("digits") != "6" || q.Get("period") != "30" || q.Get("algorithm") != "SHA1" {
		t.Errorf("the address says %v", q)
	}
	if picture, err := png.Decode(bytes.NewReader(made.QR)); err != nil || picture.Bounds().Dx() < 200 {
		t.Errorf("the picture: %v", err)
	}
	other, err := user.NewEnrolment("ana@ejemplo.es")
	if err != nil || other.Secret == made.Secret {
		t.Errorf("the same secret is drawn twice, %v", err)
	}
}

func TestEnrolmentRefusesOtherSecrets(t *testing.T) {
	for _, secret := range []string{
		"", "short", rfcSecret[:31], rfcSecret + "A", strings.ToLower(rfcSecret), rfcSecret[:31] + "1", rfcSecret + rfcSecret, rfcSecret[:31] + "\n", rfcSecret[:24] + "========",
	} {
		if _, err := user.EnrolmentOf("ana@ejemplo.es", secret); !errors.Is(err, user.ErrLink) {
			t.Errorf("%q: %v", secret, err)
		}
	}
}

func TestRecoveryCodesAreReadHoweverTheyAreTyped(t *testing.T) {
	codes, hashes := user.NewRecoveryCodes()
	seen := map[string]bool{}
	for n, code := range codes {
		if !regexp.MustCompile(`^[a-z2-7]{5}-[a-z2-7]{5}$`).MatchString(code) || seen[code] || !bytes.Equal(user.RecoveryHash(code), hashes[n]) {
			t.Errorf("the code %q", code)
		}
		seen[code] = true
	}
	if len(codes) != user.RecoveryCodes || len(hashes) != len(codes) {
		t.Errorf("%d codes, %d hashes", len(codes), len(hashes))
	}
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.StringMatching(`[a-z2-7]{5}-[a-z2-7]{5}`).Draw(t, "code")
		var typed strings.Builder
		for _, r := range code {
			if r != '-' {
				typed.WriteString(rapid.SampledFrom([]string{"", "", " ", "-", "\t", "  "}).Draw(t, "before"))
				typed.WriteString(rapid.SampledFrom([]string{string(r), strings.ToUpper(string(r))}).Draw(t, "letter"))
			}
		}
		if !bytes.Equal(user.RecoveryHash(typed.String()), user.RecoveryHash(code)) {
			t.Fatalf("%q is not read as %q", typed.String(), code)
		}
	})
	if bytes.Equal(user.RecoveryHash("k3xq7-m2w4p"), user.RecoveryHash("k3xq7-m2w4q")) {
		t.Error("two codes have one hash")
	}
}
