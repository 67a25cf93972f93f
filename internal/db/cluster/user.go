package cluster

import (
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
)

// runAs is the user under whom PostgreSQL's programs run.
type runAs struct {
	name     string
	uid, gid uint32
	groups   []uint32
	other    bool // not the user of this process, which then is root
}

// self is the user of this process.
func self() runAs {
	return runAs{name: "uid " + strconv.Itoa(os.Geteuid()), uid: number(strconv.Itoa(os.Geteuid())), gid: number(strconv.Itoa(os.Getegid()))}
}

// chooseUser returns this process's user or, because PostgreSQL refuses root, the owner of the cluster
// that is there, else "postgres", else "nobody". pgdata need not exist.
func chooseUser(pgdata string) (runAs, error) {
	info, err := os.Stat(pgdata)
	exists := err == nil
	if os.Geteuid() != 0 {
		if exists && ownerOf(info) != self().uid {
			return runAs{}, problem(nil, "La carpeta %s pertenece a otro usuario del sistema: arranque Hito con ese usuario, "+
				"cambie su propietario o elija otra carpeta con --data.", pgdata)
		}
		return self(), nil
	}
	if exists && ownerOf(info) != 0 {
		return lookup(func() (*user.User, error) { return user.LookupId(strconv.Itoa(int(ownerOf(info)))) }, ownerOf(info))
	}
	for _, name := range []string{"postgres", "nobody"} {
		if as, err := lookup(func() (*user.User, error) { return user.Lookup(name) }, 0); err == nil && as.uid != 0 {
			return as, nil
		}
	}
	return runAs{}, problem(nil, "PostgreSQL no funciona como root y en este sistema no hay un usuario «postgres» ni «nobody»: "+
		"cree uno con «useradd --system postgres», o arranque Hito con otro usuario.")
}

// lookup reads a user; uid, when not 0, serves for one who owns files but is not in the list of users.
func lookup(find func() (*user.User, error), uid uint32) (runAs, error) {
	u, err := find()
	if err != nil {
		if uid == 0 {
			return runAs{}, err
		}
		return runAs{name: "uid " + strconv.Itoa(int(uid)), uid: uid, gid: uid, other: true}, nil
	}
	as := runAs{name: u.Username, uid: number(u.Uid), gid: number(u.Gid), other: true}
	ids, _ := u.GroupIds() // without them only the main group counts
	for _, id := range ids {
		as.groups = append(as.groups, number(id))
	}
	return as, nil
}

func number(id string) uint32 {
	n, _ := strconv.ParseUint(id, 10, 32) // numeric on every Unix
	return uint32(n)
}

func ownerOf(info os.FileInfo) uint32 { return info.Sys().(*syscall.Stat_t).Uid }

// attributes starts a program in a process group of its own, so that Ctrl-C reaches only Hito.
func (as runAs) attributes() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if as.other {
		attr.Credential = &syscall.Credential{Uid: as.uid, Gid: as.gid, Groups: as.groups}
	}
	return attr
}

// own gives a file or folder to the user.
func (as runAs) own(path string) error {
	if !as.other {
		return nil
	}
	return os.Lchown(path, int(as.uid), int(as.gid))
}

// blocked returns the first folder on the way to path, path itself included, that exists but that the
// user may not pass through, or "". Access lists are not looked at.
func (as runAs) blocked(path string) string {
	for _, dir := range ancestors(path) {
		info, err := os.Stat(dir)
		if err == nil && !as.mayPass(info) {
			return dir
		}
	}
	return ""
}

func (as runAs) mayPass(info os.FileInfo) bool {
	stat := info.Sys().(*syscall.Stat_t)
	bit := os.FileMode(0o001)
	switch {
	case stat.Uid == as.uid:
		bit = 0o100
	case stat.Gid == as.gid || slices.Contains(as.groups, stat.Gid):
		bit = 0o010
	}
	return info.Mode().Perm()&bit != 0
}

// ancestors returns the folders from the root down to path.
func ancestors(path string) []string {
	var up []string
	for dir := path; ; dir = filepath.Dir(dir) {
		up = append([]string{dir}, up...)
		if dir == filepath.Dir(dir) {
			return up
		}
	}
}
