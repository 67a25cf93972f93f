package measure

import (
	"testing"

	"hito/internal/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }
