namespace RunBroker.Tests.Processes;

/// <summary>Lines of a log as they come, and a way to await one without asking again and again.</summary>
internal sealed class Lines
{
    private readonly Lock gate = new();
    private readonly List<string> all = [];
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string?> Answer)> waiting = [];
    private bool ended;

    public void Add(string line)
    {
        lock (gate)
        {
            all.Add(line);
            foreach (var waiter in waiting.Where(w => w.Wanted(line)))
                waiter.Answer.TrySetResult(line);
            waiting.RemoveAll(w => w.Answer.Task.IsCompleted);
        }
    }

    public void End()
    {
        lock (gate)
        {
            ended = true;
            waiting.ForEach(w => w.Answer.TrySetResult(null));
            waiting.Clear();
        }
    }

    /// <summary>The first line that fits, or null when the log ends without one.</summary>
    public Task<string?> First(Func<string, bool> wanted)
    {
        lock (gate)
        {
            if (all.Find(l => wanted(l)) is { } known)
                return Task.FromResult<string?>(known);
            if (ended)
                return Task.FromResult<string?>(null);
            var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((wanted, answer));
            return answer.Task;
        }
    }

    public override string ToString()
    {
        lock (gate)
            return string.Join('\n', all);
    }
}
