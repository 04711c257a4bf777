"""`cc_fuzz_test`: a libFuzzer target that is also an ordinary test."""

def cc_fuzz_test(name, srcs, corpus, deps = [], tags = [], **kwargs):
    """Without --config=fuzz, a test that replays the corpus, whole and damaged;
    with it, a libFuzzer program, which tools/fuzz runs.

    Args:
      name: of the target.
      srcs: define LLVMFuzzerTestOneInput().
      corpus: files to start from.
      deps: as for cc_test.
      tags: as for cc_test, beside `fuzz` and `parser`.
      **kwargs: as for cc_test.
    """
    native.cc_test(
        name = name,
        srcs = srcs + select({
            "//:fuzzing": [],
            "//conditions:default": ["//tests/fuzz:replay_main.cc"],
        }),
        args = select({
            "//:fuzzing": [],
            "//conditions:default": ["$(locations {})".format(f) for f in corpus],
        }),
        data = corpus,
        linkopts = select({
            "//:fuzzing": ["-fsanitize=fuzzer"],
            "//conditions:default": [],
        }),
        tags = ["fuzz", "parser"] + tags,
        deps = deps,
        **kwargs
    )
