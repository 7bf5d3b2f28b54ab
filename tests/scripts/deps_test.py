#!/usr/bin/env python3
"""scripts/deps: what it says before it installs, and what it does where it cannot."""

import pathlib
import unittest

from machine import Machine


class Deps(unittest.TestCase):
    def test_with_all_there_it_is_silent_and_asks_apt_for_nothing(self):
        with Machine() as machine:
            machine.give("base")
            machine.give_apt()
            done = machine.run("scripts/deps")
            self.assertEqual((done.returncode, done.stdout), (0, ""))
            self.assertEqual(machine.ran(), [])

    def test_what_is_installed_and_what_for_is_said_before_root_is_asked(self):
        with Machine() as machine:
            machine.give("base")
            machine.give_apt()
            (machine.bin / "ninja").unlink()
            (machine.root / "usr/include/spdlog/spdlog.h").unlink()
            done = machine.run("scripts/deps", ASKED_FOR="make demo")
            self.assertEqual(done.returncode, 0, done.stdout)
            before, _, _ = done.stdout.partition("--- sudo")
            self.assertIn("make demo: the first time, it installs 4 packages and compiles for about ", before)
            self.assertIn("\n  to compile       ninja-build"
                          "\n  libraries        libspdlog-dev"
                          "\n  to be quicker    ccache mold\n", before)
            self.assertIn("sudo may ask for your password", before)
            self.assertEqual([line for line in machine.ran() if line.startswith("apt-get")],
                             ["apt-get update -qq",
                              "apt-get install -qq -y --no-install-recommends --no-remove "
                              "ninja-build libspdlog-dev ccache mold"])

    def test_how_much_is_compiled_is_said_of_a_target_of_which_that_is_known(self):
        with Machine() as machine:
            for folder, sources in (("tests/unit", 30), ("tests/e2e", 300)):
                (machine.tree / folder).mkdir(parents=True)
                for i in range(sources):
                    (machine.tree / folder / f"{i}.cpp").touch()
            for target, seconds in (("demo", "10 s"), ("test-fast", "1 min"), ("test", "11 min"), ("test-docs", None)):
                said = machine.run("scripts/deps", ASKED_FOR=f"make {target}", JOBS="1").stdout
                expected = f"compiles for about {seconds} on 1 CPU" if seconds else f"make {target}: needs "
                self.assertIn(expected, said)

    def test_once_it_is_built_only_the_packages_are_spoken_of(self):
        with Machine() as machine:
            machine.give("base")
            machine.give_apt()
            (machine.tree / "build/release").mkdir(parents=True)
            (machine.tree / "build/release/build.ninja").touch()
            said = machine.run("scripts/deps", "coverage", ASKED_FOR="make coverage").stdout
            self.assertIn("make coverage: needs 3 more packages:\n\n  to report        gcovr\n", said)
            self.assertNotIn("compiles", said)

    def test_how_much_is_downloaded_is_said_if_apt_knows(self):
        with Machine() as machine:
            machine.give("base", "wanted")
            machine.give_apt()
            uris = "'a' a 1500000 h\\n'b' b 600000 h\\n"
            machine.command("apt-get", f'[[ $* == *--print-uris* ]] && printf "{uris}" || true')
            machine.put("var/lib/apt/lists/debian_Packages")
            (machine.bin / "ninja").unlink()
            before, _, _ = machine.run("scripts/deps").stdout.partition("--- sudo")
            self.assertIn("With what they need in turn: 2 packages, 3 MB to download.", before)

    def test_without_apt_it_names_what_another_distribution_has(self):
        names = {"fedora": ("gcc-c++", "boost-devel"), "arch": ("gcc", "boost"), "alpine": ("samurai", "boost-dev")}
        for distribution, (one, another) in names.items():
            release = f"ID={distribution}\nPRETTY_NAME='{distribution.title()} Linux'\n"
            with self.subTest(distribution), Machine(release) as machine:
                machine.command("sudo")
                done = machine.run("scripts/deps", ASKED_FOR="make demo")
                self.assertEqual(done.returncode, 1)
                self.assertIn("libboost1.81-dev", done.stdout)
                elsewhere = done.stdout.partition(f"{distribution.title()} Linux calls them")[2].split()
                self.assertIn(one, elsewhere)
                self.assertIn(another, elsewhere)
                self.assertIn("(caf/actor_system.hpp),", elsewhere)
                self.assertIn("docker compose up -d", done.stdout)
                self.assertEqual(machine.ran(), [])

    def test_of_a_distribution_that_nobody_knows_it_names_libraries_and_headers(self):
        with Machine("ID=elsewhere\nPRETTY_NAME=Elsewhere\n") as machine:
            done = machine.run("scripts/deps")
            self.assertEqual(done.returncode, 1)
            self.assertIn("spdlog (spdlog/spdlog.h)", done.stdout)

    def test_an_apt_that_is_too_old_is_known_before_root_is_asked(self):
        with Machine("ID=ubuntu\nPRETTY_NAME='Ubuntu 22.04'\n") as machine:
            machine.give_apt("[[ $2 != libboost* ]] && echo '  Candidate: 1' || echo '  Candidate: (none)'")
            machine.put("var/lib/apt/lists/jammy_Packages")
            done = machine.run("scripts/deps")
            self.assertEqual(done.returncode, 1)
            self.assertIn("apt on Ubuntu 22.04 does not have: libboost1.81-dev, libboost-url1.81-dev\n", done.stdout)
            self.assertIn("docker compose up -d", done.stdout)
            self.assertFalse([line for line in machine.ran() if line.startswith("sudo")])

    def test_so_is_one_with_another_caf(self):
        with Machine("ID=debian\nPRETTY_NAME='Debian 13'\n") as machine:
            machine.give_apt()
            machine.command("apt-cache", "echo '  Candidate: 1.0.2'")
            machine.put("var/lib/apt/lists/trixie_Packages")
            done = machine.run("scripts/deps")
            self.assertEqual(done.returncode, 1)
            self.assertIn("apt on Debian 13 does not have: libcaf-dev 0.17\n", done.stdout)

    def test_an_apt_that_speaks_another_language_is_understood(self):
        with Machine() as machine:
            machine.give("base")
            machine.give_apt()
            machine.command("apt-cache", "[[ ${LC_ALL-} == C ]] && echo 'Candidate: 1' || echo 'Installationskandidat: 1'")
            (machine.bin / "ninja").unlink()
            done = machine.run("scripts/deps", LANG="de_DE.UTF-8")
            self.assertEqual(done.returncode, 0, done.stdout)

    def test_what_only_makes_it_quicker_may_be_unknown(self):
        with Machine() as machine:
            machine.give("base")
            machine.give_apt("[[ $2 != mold ]] && echo '  Candidate: 1' || echo '  Candidate: (none)'")
            (machine.bin / "ninja").unlink()
            self.assertEqual(machine.run("scripts/deps").returncode, 0)
            self.assertEqual(machine.ran()[-1].split()[-2:], ["ninja-build", "ccache"])

    def test_without_sudo_it_says_what_root_has_to_type(self):
        with Machine() as machine:
            machine.give("base")
            machine.give_apt()
            (machine.bin / "sudo").unlink()
            (machine.bin / "ninja").unlink()
            done = machine.run("scripts/deps")
            self.assertEqual(done.returncode, 1)
            self.assertIn("As root: apt-get install --no-install-recommends ninja-build ccache mold\n", done.stdout)

    def test_an_installation_that_fails_leaves_the_containers(self):
        with Machine() as machine:
            machine.give_apt()
            machine.command("apt-get", "[[ $1 == update ]]")
            done = machine.run("scripts/deps")
            self.assertEqual(done.returncode, 1)
            self.assertIn("docker compose up -d", done.stdout)

    def test_a_daemon_that_comes_along_is_not_started(self):
        with Machine() as machine:
            machine.give("base", "bench")
            machine.give_apt()
            guard = pathlib.Path("usr/sbin/policy-rc.d")
            (machine.root / guard.parent).mkdir(parents=True)
            (machine.bin / "haproxy").unlink()
            machine.command("apt-get", f'[[ $1 == update ]] || bash "$ROOT/{guard}" || echo "the guard says $?"')
            machine.command("systemctl")
            done = machine.run("scripts/deps", "bench")
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertIn("the guard says 101", done.stdout)
            self.assertFalse((machine.root / guard).exists())

    def test_on_macos_it_says_so_and_ends(self):
        for script in ("scripts/deps", "scripts/doctor"):
            with self.subTest(script), Machine() as machine:
                machine.command("uname", "echo Darwin")
                machine.give_apt()
                done = machine.run(script, ASKED_FOR="make demo")
                self.assertEqual(done.returncode, 1)
                self.assertRegex(done.stdout, r"^make demo: Loadex runs on Linux, and this is macOS\.")
                self.assertIn("docker compose up -d", done.stdout)
                self.assertEqual({line.split()[0] for line in machine.ran()}, {"uname"})

    def test_a_group_that_there_is_not_is_refused_with_those_that_there_are(self):
        with Machine() as machine:
            done = machine.run("scripts/deps", "everything")
            self.assertEqual(done.returncode, 2)
            self.assertIn("usage: scripts/deps [lint|bench|", done.stdout)


if __name__ == "__main__":
    unittest.main()
