"""Models in their text form, checked and compiled at build time."""

def _regulon_genome_impl(ctx):
    output = ctx.actions.declare_file(ctx.label.name + ".regulon")
    ctx.actions.run(
        executable = ctx.executable._compiler,
        arguments = [ctx.file.src.path, output.path],
        inputs = [ctx.file.src],
        outputs = [output],
        mnemonic = "CompileGenome",
        progress_message = "Compiling genome %s" % ctx.label,
    )
    return [DefaultInfo(
        files = depset([output]),
        runfiles = ctx.runfiles(files = [output]),
    )]

regulon_genome = rule(
    implementation = _regulon_genome_impl,
    doc = "NAME.regulon from a model; one that doesn't check fails the build.",
    attrs = {
        "src": attr.label(mandatory = True, allow_single_file = True),
        # Built for the target, not for the host: nothing is cross-compiled
        # here, and the host's copy would compile the engine a second time.
        "_compiler": attr.label(
            default = "//models:compile_model",
            executable = True,
            cfg = "target",
        ),
    },
)
