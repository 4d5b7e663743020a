/**
 * Run pytest in Pyodide under Node: the arguments are the folder of Pyodide, a folder with pytest
 * and what it needs, the repository's root, and then those of pytest.
 */
import { pathToFileURL } from "node:url";
import process from "node:process";

const [dist, packages, root, ...args] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${dist}/pyodide.mjs`));
const python = await loadPyodide({
  indexURL: dist,
  packages: ["numpy", "stdlib-rest"],
  env: { HOME: "/home/pyodide" }, // no MATCALC_SOAK: what is tried here is the platform
});
for (const [folder, place] of [
  [packages, "/packages"],
  [root, "/repository"],
]) {
  python.FS.mkdirTree(place);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, place);
}
const run = python.runPython(`
import os, sys
sys.path[:0] = ["/packages", "/repository", "/repository/tests"]
sys.dont_write_bytecode = True
os.chdir("/repository")
def run(arguments):
    import pytest
    return int(pytest.main(arguments.to_py()))
run
`);
process.exitCode = run(args);
