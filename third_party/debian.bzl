"""The repositories of this workspace, all of them Debian packages.

See docs/dependencies.md for the packages and their uses.
"""

load("//third_party:system_package.bzl", "inline_repository", "system_package")

# Label -> pkg-config modules.  Debian 12 has Abseil 20220623, older than
# absl/log; the entries a release lacks become a missing target, reported only
# where something depends on it.
_ABSL = {
    "absl/algorithm:container": ["absl_algorithm_container"],
    "absl/base:core_headers": ["absl_core_headers"],
    "absl/cleanup:cleanup": ["absl_cleanup"],
    "absl/container:flat_hash_map": ["absl_flat_hash_map"],
    "absl/container:flat_hash_set": ["absl_flat_hash_set"],
    "absl/container:inlined_vector": ["absl_inlined_vector"],
    "absl/functional:function_ref": ["absl_function_ref"],
    "absl/memory:memory": ["absl_memory"],
    "absl/status:status": ["absl_status"],
    "absl/status:statusor": ["absl_statusor"],
    "absl/strings:str_format": ["absl_str_format"],
    "absl/strings:strings": ["absl_strings"],
    "absl/synchronization:synchronization": ["absl_synchronization"],
    "absl/time:time": ["absl_time"],
    "absl/types:optional": ["absl_optional"],
    "absl/types:span": ["absl_span"],
}

# Protocol buffers' own messages, by the name of their proto_library.
_WELL_KNOWN = ["any", "duration", "empty", "struct", "timestamp", "wrappers"]

_PROTOBUF = """
sh_binary(
    name = "protoc",
    srcs = ["bin/protoc"],
    visibility = ["//visibility:public"],
)

proto_lang_toolchain(
    name = "cc_toolchain",
    # Compiled into libprotobuf already.
    blacklisted_protos = [{}],
    command_line = "--cpp_out=$(OUT)",
    runtime = ":protobuf",
    visibility = ["//visibility:public"],
)
""".format(", ".join(["\":{}_proto\"".format(name) for name in _WELL_KNOWN])) + "".join(["""
proto_library(
    name = "{0}_proto",
    srcs = ["src/google/protobuf/{0}.proto"],
    strip_import_prefix = "src",
    visibility = ["//visibility:public"],
)
""".format(name) for name in _WELL_KNOWN])

_COVERAGE = "".join(["""
sh_binary(
    name = "{}",
    srcs = ["merge_coverage.py"],
    visibility = ["//visibility:public"],
)
""".format(name) for name in ["lcov_merger", "coverage_report_generator"]])

# Where Debian keeps Bazel's own rules; the last two are there, and looked up,
# only from Bazel 7 on.
_BAZEL = {
    "bazel_skylib": "tools/skylib",
    "platforms": "tools/platforms",
    "rules_java": "rules/java",
    "rules_license": "rules/license",
    "rules_python": "rules/python",
}

# Debian's rules_cc and rules_proto each need another Bazel than Debian's, and
# the rules are built into this one.
def _builtin(*rules):
    return "\n".join(["{0} = native.{0}".format(rule) for rule in rules]) + "\n"

_RULES_CC = _builtin(
    "cc_binary",
    "cc_import",
    "cc_library",
    "cc_proto_library",
    "cc_test",
    "cc_toolchain",
    "cc_toolchain_suite",
    "fdo_prefetch_hints",
    "fdo_profile",
    "objc_import",
    "objc_library",
)

_RULES_PROTO = _builtin("proto_library", "proto_lang_toolchain")

# A test's headers come in the compiler's own form.
_GTEST_MAIN = """
cc_library(
    name = "gtest_main",
    visibility = ["//visibility:public"],
    deps = [":main", "@regulon//tests:precompiled"],
)
"""

def _bazel_repositories():
    for name, path in _BAZEL.items():
        native.local_repository(name = name, path = "/usr/share/bazel/" + path)
    inline_repository(
        name = "rules_cc",
        files = {"BUILD": "", "cc/BUILD": "", "cc/defs.bzl": _RULES_CC},
    )
    inline_repository(
        name = "rules_proto",
        files = {"BUILD": "", "proto/BUILD": "", "proto/defs.bzl": _RULES_PROTO},
    )
    system_package(
        name = "remote_coverage_tools",
        files = {"//third_party/coverage:merge_coverage.py": "merge_coverage.py"},
        extra = _COVERAGE,
    )

def debian_repositories():
    """Declares Bazel's own repositories and the libraries the code uses."""
    _bazel_repositories()

    system_package(name = "com_google_absl", targets = _ABSL)
    # The dense code sets the number of threads of oneDNN's OpenMP.
    system_package(name = "onednn", targets = {":dnnl": ["-ldnnl", "-lgomp"]})
    system_package(name = "openssl", targets = {":crypto": ["libcrypto"]})
    system_package(name = "isal", targets = {":isal": ["libisal"]})
    system_package(name = "cadical", targets = {":cadical": ["-lcadical"]})
    system_package(name = "highway", targets = {":hwy": ["libhwy"]})
    # With the package of qualitative models.  Its pkg-config module asks for
    # libxml2's, which libsbml5-dev does not bring and its headers do not need.
    system_package(name = "sbml", targets = {":sbml": ["-lsbml"]})
    # Eigen's large decompositions and products of doubles go to LAPACK and BLAS.
    system_package(
        name = "eigen",
        targets = {":eigen": [
            "eigen3",
            "-DEIGEN_USE_BLAS",
            "-DEIGEN_USE_LAPACKE",
            "lapacke",
            "openblas",
        ]},
    )
    system_package(name = "lbfgs", targets = {":lbfgs": ["-llbfgs"]})
    system_package(name = "hdf5", targets = {":hdf5": ["hdf5"]})
    system_package(name = "lzf", targets = {":lzf": ["liblzf"]})
    system_package(name = "zlib", targets = {":zlib": ["zlib"]})
    system_package(name = "cli11", targets = {":cli11": ["CLI11"]})
    system_package(name = "nlohmann_json", targets = {":json": ["nlohmann_json"]})
    system_package(
        name = "com_google_googletest",
        targets = {
            ":gmock": ["gmock"],
            ":gtest": ["gmock"],
            ":main": ["gmock_main"],
        },
        extra = _GTEST_MAIN,
    )
    system_package(
        name = "com_github_google_benchmark",
        targets = {
            ":benchmark": ["benchmark"],
            ":benchmark_main": ["-lbenchmark_main", "benchmark"],
        },
    )
    system_package(
        name = "com_google_protobuf",
        targets = {":protobuf": ["protobuf"]},
        links = {
            "bin/protoc": "/usr/bin/protoc",
            "src/google/protobuf": "/usr/include/google/protobuf",
        },
        extra = _PROTOBUF,
    )
