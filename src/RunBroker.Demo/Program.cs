using RunBroker.Demo;

if (DemoOptions.Read(args) is not { } options)
{
    await Console.Error.WriteLineAsync(DemoOptions.Usage);
    return 2;
}

var folder = options.Data is { } kept ? Path.GetFullPath(kept) : Directory.CreateTempSubdirectory("runbroker-demo-").FullName;
try
{
    await using var run = await DemoRun.Start(Places.From(options.PortBase), folder, CancellationToken.None);
    Console.WriteLine(Printout.Of(run.At, run.Registered, folder, options.Data is not null));
    await run.UntilStopped();
}
finally
{
    // Not before everything has stopped: the database is open until then.
    if (options.Data is null)
        Directory.Delete(folder, recursive: true);
}

return 0;
