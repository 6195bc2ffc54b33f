namespace RunBroker.Tests.Processes;

/// <summary>The source tree the tests were built from: the nearest folder above the build output with the solution in it.</summary>
public static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder)
    {
        for (; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RunBroker.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"no RunBroker.sln above {AppContext.BaseDirectory}");
    }
}
