using System.Reflection;
using System.Text.RegularExpressions;
using RunBroker.Storage;
using RunBroker.Tests.Processes;

namespace RunBroker.Tests.Storage;

public sealed class StoreCompletenessTests
{
    [Fact]
    public void Every_store_method_is_called_by_the_conformance_suite_on_both_databases()
    {
        var folder = Path.Combine(Repository.Root, "tests", "RunBroker.Tests", "Storage");
        var suite = string.Concat(Directory.EnumerateFiles(folder, "StoreConformance*.cs").Append(Path.Combine(folder, "Rows.cs")).Select(File.ReadAllText));
        var missing = from type in typeof(Db).Assembly.GetTypes()
                      where type.IsAbstract && type.IsSealed && type.Name.EndsWith("Store", StringComparison.Ordinal)
                      from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
                      let name = $"{type.Name}.{method.Name}"
                      where !Regex.IsMatch(suite, $@"\b{Regex.Escape(name)}\b")
                      select name;
        Assert.Empty(missing.Distinct());
    }
}
