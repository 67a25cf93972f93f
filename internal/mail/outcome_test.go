package mail

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"hito/internal/mail/mailtest"
)

// From the moment the server has agreed to take the message, whatever is not a refusal leaves it unsure.
func TestWhatIsKnownOfAMessageThatFailed(t *testing.T) {
	for name, c := range map[string]struct {
		behave mailtest.Behaviour
		unsure bool
		code   int // of a refusal
	}{
		"hangs up at the sender":    {mailtest.Behaviour{HangsUp: "MAIL"}, false, 0},
		"hangs up at the recipient": {mailtest.Behaviour{HangsUp: "RCPT"}, false, 0},
		"hangs up before the text":  {mailtest.Behaviour{HangsUp: "DATA"}, false, 0},
		"hangs up after the text":   {mailtest.Behaviour{HangsUp: "."}, true, 0},
		"silent before the text":    {mailtest.Behaviour{Answers: map[string]string{"DATA": ""}}, false, 0},
		"silent after the text":     {mailtest.Behaviour{Answers: map[string]string{".": ""}}, true, 0},
		"refuses the recipient":     {mailtest.Behaviour{Answers: map[string]string{"RCPT": "550 5.1.1 nobody"}}, false, 550},
		"refuses for now":           {mailtest.Behaviour{Answers: map[string]string{"MAIL": "451 later"}}, false, 451},
		"refuses the text":          {mailtest.Behaviour{Answers: map[string]string{".": "554 5.7.1 spam"}}, false, 554},
	} {
		s := mailtest.Start(t, c.behave)
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		err := near(t, s, "smtp", "").Send(ctx, letter)
		cancel()
		var unsure Unsure
		var refused Refused
		if err == nil || errors.As(err, &unsure) != c.unsure || errors.As(err, &refused) != (c.code != 0) || refused.Code != c.code {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), "ana") {
			t.Errorf("%s: the error gives the address away: %v", name, err)
		}
	}
}

func TestAMessageOfTextAndHTML(t *testing.T) {
	s := mailtest.Start(t, mailtest.Behaviour{})
	m := letter
	m.HTML, m.ID = "<p>Señora: <b>1 < 2</b></p>\n.\n", "AB12"
	sends := near(t, s, "smtp", "")
	for range 2 {
		if err := sends.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	for _, came := range s.Await(t, 2) {
		got := came.Open(t)
		if strings.TrimSpace(got.Text) != strings.TrimSpace(m.Text) || strings.TrimSpace(got.HTML) != strings.TrimSpace(m.HTML) {
			t.Errorf("text %q, HTML %q", got.Text, got.HTML)
		}
		if id := got.Header.Get("Message-Id"); id != "<AB12@ayuntamiento.example>" {
			t.Errorf("Message-ID: %s", id)
		}
		if got.Header.Get("Auto-Submitted") != "auto-generated" {
			t.Error("mailboxes of people who are away will answer it")
		}
	}
}
