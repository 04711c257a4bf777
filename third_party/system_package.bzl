"""Repository rules that give libraries installed by apt ordinary Bazel labels.

`system_package` writes one `cc_library` per entry of `targets`.  A key is the
label inside the repository ("absl/status:statusor"); a value is a list of
pkg-config modules and literal flags ("absl_statusor", "-ldnnl").  The keys are
the labels that the upstream Bazel build uses, so that a BUILD file cannot tell
a system library from one built from source.
"""

_LIBRARY = """
cc_library(
    name = {name},
    hdrs = {hdrs},
    defines = {defines},
    includes = {includes},
    linkopts = {linkopts},
    visibility = ["//visibility:public"],
)
"""

def _unique(values):
    return {value: None for value in values}.keys()

def _pkg_config(ctx, module):
    """The flags of one pkg-config module, or None where it isn't installed."""
    result = ctx.execute(["pkg-config", "--cflags", "--libs", module])
    if result.return_code != 0:
        return None
    return [flag for flag in result.stdout.strip().split(" ") if flag]

def _library(ctx, package, name, words):
    flags = []
    for word in words:
        found = [word] if word.startswith("-") else _pkg_config(ctx, word)
        if found == None:
            return "# {}: pkg-config knows no '{}'.\n".format(name, word)
        flags += found

    # /usr/include is on the compiler's own path; any other folder is linked
    # into the repository, for `includes` takes no absolute path.
    includes = []
    for flag in flags:
        path = flag[2:]
        if flag.startswith("-I") and path != "/usr/include":
            link = "include/" + path[1:].replace("/", "_")
            includes.append(link)
            inside = package + "/" + link if package else link
            if not ctx.path(inside).exists:
                ctx.symlink(path, inside)

    linkopts = [f for f in flags if f[:2] in ["-l", "-L", "-W", "-p"]]
    return _LIBRARY.format(
        name = repr(name),
        hdrs = "glob({})".format([i + "/**" for i in includes]) if includes else "[]",
        defines = [f[2:] for f in flags if f.startswith("-D")],
        includes = includes,
        linkopts = ["-Wl,--as-needed"] + _unique(linkopts) if linkopts else [],
    )

def _system_package_impl(ctx):
    packages = {}
    for label, words in ctx.attr.targets.items():
        package, _, name = label.rpartition(":")
        packages.setdefault(package, []).append(_library(ctx, package, name, words))
    for path, target in ctx.attr.links.items():
        ctx.symlink(target, path)
    for label, path in ctx.attr.files.items():
        ctx.symlink(label, path)
        packages.setdefault(path.rpartition("/")[0], [])
    packages.setdefault("", []).append(ctx.attr.extra)
    for package, rules in packages.items():
        ctx.file(package + "/BUILD" if package else "BUILD", "".join(rules))

system_package = repository_rule(
    implementation = _system_package_impl,
    attrs = {
        "targets": attr.string_list_dict(doc = "label -> pkg-config modules and flags"),
        "links": attr.string_dict(doc = "path in the repository -> absolute path"),
        "files": attr.label_keyed_string_dict(doc = "file of this workspace -> path in the repository"),
        "extra": attr.string(doc = "text added to the top BUILD file"),
    },
    configure = True,
    local = True,
    # tools/setup changes the second when it installs something.
    environ = ["PKG_CONFIG_PATH", "SYSTEM_VERSIONS"],
)

def _inline_repository_impl(ctx):
    for path, content in ctx.attr.files.items():
        ctx.file(path, content, executable = path.endswith(".sh"))

# A repository whose few small files are written out in place.
inline_repository = repository_rule(
    implementation = _inline_repository_impl,
    attrs = {"files": attr.string_dict()},
)
