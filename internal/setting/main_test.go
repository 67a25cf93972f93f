package setting_test

import (
	"testing"
	"time"

	"hito/internal/date"
	"hito/internal/db/dbtest"
	"hito/internal/fault"
	"hito/internal/setting"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var today = date.New(2026, time.November, 27)

func wrongFields(t *testing.T, err error) fault.Invalid {
	t.Helper()
	if err == nil {
		return nil
	}
	wrong, ok := err.(fault.Invalid) //nolint:errorlint // pure checks return it bare
	if !ok {
		t.Fatalf("not told by field: %v", err)
	}
	return wrong
}

func statement() setting.Accessibility {
	return setting.DefaultAccessibility(setting.Contact{Email: "acceso@example.org"})
}
