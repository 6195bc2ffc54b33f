using System.Runtime.InteropServices;
using RunBroker.Demo;

if (DemoOptions.Read(args) is not { } options)
{
    await Console.Error.WriteLineAsync(DemoOptions.Usage);
    return 2;
}

using var stopping = new CancellationTokenSource();
// Our own, and first: each of the hosts has one too, and the first of them to start would swallow a Ctrl-C meant for all.
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
var folder = options.Data is { } kept ? Path.GetFullPath(kept) : Directory.CreateTempSubdirectory("runbroker-demo-").FullName;
try
{
    await using var run = await DemoRun.Start(Places.From(options.PortBase), folder, stopping.Token);
    Console.WriteLine(Printout.Of(run.At, run.Registered, folder, options.Data is not null));
    await Task.Delay(Timeout.Infinite, stopping.Token);
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    // as asked
}
finally
{
    // Not before everything has stopped: the database is open until then.
    if (options.Data is null)
        Directory.Delete(folder, recursive: true);
}

return 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stopping.Cancel();
}
