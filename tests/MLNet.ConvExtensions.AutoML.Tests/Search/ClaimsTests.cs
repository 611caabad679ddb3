using MLNet.ConvExtensions.AutoML.Search;
using MLNet.ConvExtensions.AutoML.Tests.Support;

namespace MLNet.ConvExtensions.AutoML.Tests.Search;

/// <summary>Who computes what, among workers that share a folder.</summary>
public sealed class ClaimsTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_taken_and_given_back_all_the_time_is_an_error_to_nobody()
    {
        const int rounds = 1500;
        int[] taken = new int[3];
        var workers = new Thread[taken.Length];
        Exception? failure = null;

        void Work(int worker)
        {
            try
            {
                using var claims = new Claims(_folder.Path, worker + 1);
                for (int i = 0; i < rounds; i++)
                {
                    if (!claims.TryTake("fit"))
                        continue;
                    taken[worker]++;
                    claims.Release();
                }
            }
            catch (IOException e)
            {
                failure = e;
            }
        }

        for (int i = 0; i < workers.Length; i++)
        {
            int worker = i;
            workers[i] = new Thread(() => Work(worker));
            workers[i].Start();
        }

        foreach (Thread worker in workers)
            worker.Join();
        Assert.Null(failure);
        Assert.All(taken, t => Assert.True(t > 0));
    }

    [Fact]
    public void A_folder_that_is_gone_is_an_error_and_no_endless_wait()
    {
        using var claims = new Claims(_folder.Path, 1);
        Directory.Delete(Path.Combine(_folder.Path, "claims"), recursive: true);

        Assert.ThrowsAny<IOException>(() => claims.TryTake("fit"));
    }
}
