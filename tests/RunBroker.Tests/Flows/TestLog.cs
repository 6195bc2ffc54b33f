using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RunBroker.Tests.Flows;

/// <summary>Keeps every line the broker logs, so that tests can look for what must not be there; errors go to the test's output as well.</summary>
internal sealed class TestLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> lines = new();

    public string All => string.Join('\n', lines);

    public ILogger CreateLogger(string categoryName) => new Lines(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Lines(TestLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = $"{logLevel} {category}: {formatter(state, exception)} {exception}";
            log.lines.Enqueue(line);
            if (logLevel >= LogLevel.Error)
                TestContext.Current.SendDiagnosticMessage("{0}", line);
        }
    }
}
