namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// A search that spends little: it starts at the start values, takes a step in a random direction, the opposite one where that was no
/// better, and goes on in a direction that was. Steps shrink where no direction helps; where they are small, it starts anew at a random
/// point. (FLOW2: Wu, Wang and Huang, Frugal Optimization for Cost-related Hyperparameters, 2021; choices without an order are changed one
/// at a time.)
/// </summary>
internal sealed class DirectedSearch
{
    private const double FirstStep = 0.2;
    private const double LastStep = 0.02;
    private const int MostRepeats = 200;

    private readonly IReadOnlyList<HyperParameter> _space;
    private readonly int[] _numbers;
    private readonly int[] _choices;
    private readonly Random _random;
    private readonly HashSet<HyperParameterValues> _tried = [];

    private double[] _center;
    private double _loss = double.PositiveInfinity;
    private double _step = FirstStep;
    private int _misses;
    private double[] _asked;
    private double[]? _move;
    private bool _isOpposite;
    private bool _isStart = true;

    public DirectedSearch(IReadOnlyList<HyperParameter> space, int seed)
    {
        _space = space;
        _numbers = [.. Enumerable.Range(0, space.Count).Where(i => space[i] is not ChoiceHyperParameter)];
        _choices = [.. Enumerable.Range(0, space.Count).Where(i => space[i] is ChoiceHyperParameter)];
        _random = new Random(seed);
        _center = [.. space.Select(p => p.Start)];
        _asked = _center;
    }

    /// <summary>The next position; null if there is nothing that was not tried.</summary>
    public double[]? Next()
    {
        for (int i = 0; i < MostRepeats; i++)
        {
            _asked = Ask();
            if (_tried.Add(HyperParameterValues.At(_space, _asked)))
                return _asked;
            // The same values as before, as at the border of a range or between whole numbers: no trial is spent on them.
            Miss();
        }

        return null;
    }

    /// <summary>Takes note of the loss at the position that was asked for.</summary>
    public void Update(double loss)
    {
        if (_isStart || loss < _loss)
        {
            if (_isOpposite)
                _move = [.. _move!.Select(x => -x)];
            (_center, _loss, _misses, _isStart, _isOpposite) = (_asked, loss, 0, false, false);
            return;
        }

        Miss();
    }

    private double[] Ask()
    {
        if (_isStart)
            return _center;
        if (_move is null && _random.Next(_space.Count) < _choices.Length)
            return OtherChoice();
        _move ??= Direction();
        return Moved(_isOpposite ? -1 : 1);
    }

    private void Miss()
    {
        if (_isStart)
        {
            Restart();
            return;
        }

        if (_move is not null && !_isOpposite)
        {
            _isOpposite = true;
            return;
        }

        (_move, _isOpposite) = (null, false);
        // So many misses in a row say that this step is too long: all corners of the directions, and all other choices.
        if (++_misses < Math.Min(1 << Math.Max(0, _numbers.Length - 1), 8) + _choices.Length)
            return;
        _misses = 0;
        _step /= 2;
        if (_step < LastStep)
            Restart();
    }

    private void Restart()
    {
        (_center, _loss, _step, _misses, _move, _isOpposite, _isStart) = (
            [.. _space.Select(_ => _random.NextDouble())],
            double.PositiveInfinity,
            FirstStep,
            0,
            null,
            false,
            true
        );
    }

    private double[] OtherChoice()
    {
        int which = _choices[_random.Next(_choices.Length)];
        int count = ((ChoiceHyperParameter)_space[which]).Choices.Count;
        int now = Math.Min((int)(_center[which] * count), count - 1),
            other = (now + 1 + _random.Next(count - 1)) % count;
        double[] position = [.. _center];
        position[which] = (other + 0.5) / count;
        return position;
    }

    /// <summary>A point of the unit sphere, as long as each coordinate would be 1 in the mean.</summary>
    private double[] Direction()
    {
        double[] direction = [.. _numbers.Select(_ => Normal())];
        double length = Math.Sqrt(direction.Sum(x => x * x) / _numbers.Length);
        return [.. direction.Select(x => x / length)];
    }

    private double[] Moved(int sign)
    {
        double[] position = [.. _center];
        for (int i = 0; i < _numbers.Length; i++)
            position[_numbers[i]] = Math.Clamp(position[_numbers[i]] + (sign * _step * _move![i]), 0, 1);
        return position;
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
