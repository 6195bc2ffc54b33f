using System.Runtime.Versioning;
using RunBroker.Bench;

// Processor times come from /proc.
[assembly: SupportedOSPlatform("linux")]

if (Options.Read(args) is not { } options || Commands.Of(options.Command) is not { } command)
{
    await Console.Error.WriteLineAsync(Options.Usage);
    return 2;
}

try
{
    return await command(options);
}
catch (BenchFault fault)
{
    await Console.Error.WriteLineAsync($"\nFAILED: {fault.Message}");
    return 1;
}
