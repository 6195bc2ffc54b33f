using System.Text.Json.Nodes;

namespace RunBroker.Bench;

/// <summary>The goals, held against what a run has found.</summary>
internal static class Judgement
{
    /// <param name="all">Also those that this run did not measure.</param>
    public static void Print(Results results, bool all)
    {
        Held[] rows = [.. GoalTable.All.Select(goal => new Held(goal, results.Find(goal.Finding), results.DoubtOf(goal.Finding)))];
        Held[] looked = [.. rows.Where(static r => r.Value is not null || r.Doubt is not null)];
        var grid = new Grid("goal", "at most", "found", "verdict");
        foreach (var row in all ? rows : looked)
        {
            var bound = $"{(row.Goal.AtLeast ? "≥ " : "")}{Grid.Number(row.Goal.Bound)}{row.Unit}";
            grid.Add(row.Goal.What, bound, row.Value is null ? "" : Grid.Number(row.Value) + row.Unit, row.Verdict);
        }

        if (all || looked.Length > 0)
            grid.Print("Goals");
        var (met, missed) = (looked.Count(static r => r.IsMet == true), looked.Count(static r => r.IsMet == false));
        Console.WriteLine($"\n{met} met, {missed} missed, {looked.Length - met - missed} without a verdict, {rows.Length - looked.Length} not measured in this run.");
        results.Part("goals", new JsonArray([.. rows.Select(static r => new JsonObject
        {
            ["goal"] = r.Goal.What,
            ["bound"] = r.Goal.Bound,
            ["at_least"] = r.Goal.AtLeast,
            ["found"] = r.Value,
            ["met"] = r.IsMet,
            ["verdict"] = r.Verdict,
            ["command"] = r.Goal.Command,
        })]));
    }

    /// <param name="Doubt">Why there is no verdict on it, whatever was found.</param>
    private sealed record Held(Goal Goal, double? Value, string? Doubt)
    {
        /// <summary>Null: no verdict.</summary>
        public bool? IsMet => Doubt is null && Value is { } found ? Goal.IsMetBy(found) : null;

        public string Verdict => IsMet switch
        {
            true => "met",
            false => "MISSED",
            null => Doubt ?? $"not measured: {Goal.Command}",
        };

        public string Unit => Goal.Unit.Length == 0 ? "" : $" {Goal.Unit}";
    }
}
