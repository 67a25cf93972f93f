package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
)

// unfinished begins the names of folders in which initdb was at work; a whole cluster has another name.
const unfinished = clusterName + ".new-"

// create makes the cluster beside its place and moves it there once all of it is on disk.
func create(ctx context.Context, p place, bin binaries, as runAs, password string, volatile bool) error {
	temp, err := os.MkdirTemp(p.home, unfinished)
	if err != nil {
		return diskProblem(err, "", p.home, "make a folder for the new cluster")
	}
	defer func() {
		if err := os.RemoveAll(temp); err != nil {
			slog.Debug("an unfinished cluster stays until the next start", "folder", temp, "error", err)
		}
	}()
	if err := as.own(temp); err != nil {
		return diskProblem(err, "", temp, "give the new cluster to its user")
	}
	data := filepath.Join(temp, "data")
	if err := runInitdb(ctx, bin, as, temp, data, password, volatile); err != nil {
		return err
	}
	if err := settleConfig(data, as); err != nil {
		return diskProblem(err, "", data, "configure the new cluster")
	}
	if !volatile {
		if err := syncTree(data); err != nil {
			return diskProblem(err, "", data, "write the new cluster to disk")
		}
	}
	if err := os.Rename(data, p.pgdata()); err != nil {
		return diskProblem(err, "", p.home, "put the new cluster in its place")
	}
	return diskProblem(syncFolder(p.home), "", p.home, "put the new cluster in its place")
}

// runInitdb does not let initdb sync file by file: syncTree does it at once for all.
func runInitdb(ctx context.Context, bin binaries, as runAs, temp, data, password string, volatile bool) error {
	secret := filepath.Join(temp, "password")
	err := errors.Join(os.WriteFile(secret, []byte(password+"\n"), 0o600), as.own(secret))
	if err != nil {
		return diskProblem(err, "", temp, "hand the password to initdb")
	}
	cmd := exec.Command(bin.path("initdb"), "--pgdata="+data, "--username="+adminRole, "--pwfile="+secret,
		"--auth=scram-sha-256", "--data-checksums", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")
	if volatile {
		cmd.Args = append(cmd.Args, "--wal-segsize=1") // little to copy
	}
	cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", environment(), dyingWith(as.attributes(), syscall.SIGKILL)
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := runToEnd(ctx, cmd); err != nil {
		err = fmt.Errorf("%w: %s", err, lastLines(output.Bytes()))
		return diskProblem(err, output.String(), filepath.Dir(temp), "run initdb")
	}
	return nil
}

// runToEnd starts and waits on one thread, and ends the whole process group with the context.
func runToEnd(ctx context.Context, cmd *exec.Cmd) error {
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // the signal of a parent's death belongs to the thread that started the child
		defer runtime.UnlockOSThread()
		if err := cmd.Start(); err != nil {
			done <- err
			return
		}
		stop := context.AfterFunc(ctx, func() { quietly(func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }) })
		err := cmd.Wait()
		stop()
		done <- errors.Join(ctx.Err(), err)
	}()
	return <-done
}

// removeUnfinished clears what an interrupted initdb left; only its own folders bear that name.
func removeUnfinished(home string) error {
	left, err := filepath.Glob(filepath.Join(home, unfinished+"*"))
	if err != nil {
		return fmt.Errorf("look for unfinished clusters: %w", err)
	}
	for _, dir := range left {
		if err := os.RemoveAll(dir); err != nil {
			return diskProblem(err, "", dir, "remove an unfinished cluster")
		}
	}
	return nil
}

// lastLines returns the end of a program's output, where the reason stands.
func lastLines(output []byte) []byte {
	output = bytes.TrimSpace(output)
	if len(output) > 600 {
		output = output[len(output)-600:]
	}
	return output
}
