using RunBroker.Bench;

if (Options.Read(args) is not { } options || Commands.Of(options.Command) is not { } command)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

try
{
    return await command(options);
}
catch (BenchFault fault)
{
    Console.Error.WriteLine($"\nFAILED: {fault.Message}");
    return 1;
}
