package job

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"hito/internal/transfer"
)

// importWithin is how long an import may take. It is below the time after which a job is taken for one of a dead server.
const importWithin = rescueAfter - time.Minute

// comeBackAfterStop is when another server, or the next start, takes up what a stop cut off.
const comeBackAfterStop = time.Second

// brokeDown is what a person is told of an import that failed each time.
const brokeDown = "Hubo un fallo al procesar el fichero, y no se ha escrito nada en el plan. Inténtelo otra vez; si se repite, avise a quien administra Hito."

// importsWorker carries large imports on, each in one transaction: what is cut off is begun again and leaves no half.
type importsWorker struct {
	river.WorkerDefaults[transfer.Task]
	store transfer.Store
}

// Timeout is how long one import may take.
func (w *importsWorker) Timeout(*river.Job[transfer.Task]) time.Duration { return importWithin }

// Work reads or applies an import. One that failed each time is given up, so that nobody waits for it; one that a stop
// cut off did not fail.
func (w *importsWorker) Work(ctx context.Context, job *river.Job[transfer.Task]) error {
	err := w.store.CarryOn(ctx, job.Args.ImportID)
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.Canceled):
		return river.JobSnooze(comeBackAfterStop)
	case job.Attempt < job.MaxAttempts:
		return err
	}
	settling, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	return errors.Join(err, w.store.GiveUp(settling, job.Args.ImportID, brokeDown))
}
