% t = polyinterp (points)
% t = polyinterp (points, lower, upper)
%
% Find the minimiser of the polynomial through the given points, one row each: t, f(t), f'(t), with
% NaN for a slope that is not known. The default bounds are the least and the greatest t.
% Two points with both slopes and no bounds have a closed form. Otherwise it is the best of the
% bounds, the points and the real roots of the derivative that lie within the bounds, the first of
% these on a tie.
% Source: Nocedal and Wright, Numerical Optimization, equation 3.59.

function t = polyinterp (points, lower, upper)
  if (nargin == 1 && rows (points) == 2 && ! any (isnan (points(:,3))))
    t = cubic_minimiser (points);
    return;
  end
  if (nargin < 3)
    lower = min (points(:,1));
    upper = max (points(:,1));
  end
  coefficients = interpolant (points);
  candidates = [lower; upper; points(:,1); stationary_points(coefficients)];
  t = best_of (coefficients, candidates, lower, upper);
end

% The closed form for two points; their middle if the cubic has no minimum.
function t = cubic_minimiser (points)
  t = mean (points(:,1));
  if (points(1,1) > points(2,1))
    points = points([2, 1],:);
  end
  t1 = points(1,1); f1 = points(1,2); g1 = points(1,3);
  t2 = points(2,1); f2 = points(2,2); g2 = points(2,3);
  d1 = g1 + g2 - 3 * (f1 - f2) / (t1 - t2);
  d2 = sqrt (d1 ^ 2 - g1 * g2);
  if (isreal (d2))
    t = t2 - (t2 - t1) * ((g2 + d2 - d1) / (g2 - g1 + 2 * d2));
    t = min (max (t, t1), t2);
  end
end

% Coefficients, the highest power first, of the polynomial that meets every value and slope.
function coefficients = interpolant (points)
  sloped = points(! isnan (points(:,3)),:);
  order = rows (points) + rows (sloped) - 1;
  values = zeros (rows (points), order + 1);
  slopes = zeros (rows (sloped), order + 1);
  for k = 0:order
    column = order - k + 1;
    for j = 1:rows (points)
      values(j,column) = points(j,1) ^ k;
    end
    for j = 1:rows (sloped)
      if (k > 0)
        slopes(j,column) = k * sloped(j,1) ^ (k - 1);
      end
    end
  end
  coefficients = lu_solve ([values; slopes], [points(:,2); sloped(:,3)]);
end

% Solve by LU with partial pivoting, or by least squares of minimum norm if a pivot is exactly zero.
% If values of f differ by less than their rounding, only last bits decide the step. So the
% operations and their order are those of backslash with OpenBLAS, to the last bit: a column at a
% time, each entry less one inner product. They are written out here because backslash rounds as
% its LAPACK happens to be built, and because it warns after every short step, whose system is
% singular to machine precision.
function x = lu_solve (A, b)
  n = rows (A);
  LU = [A, b];
  for k = 1:n
    for i = 2:n
      done = 1:min (i, k) - 1;
      LU(i,k) -= sum (LU(i,done)' .* LU(done,k));
    end
    [~, pivot] = max (abs (LU(k:n,k)));
    LU([k, k+pivot-1],:) = LU([k+pivot-1, k],:);
    if (LU(k,k) == 0)
      warning ("off", "Octave:singular-matrix", "local");
      warning ("off", "Octave:nearly-singular-matrix", "local");
      x = A \ b;
      return;
    end
    LU(k+1:n,k) *= 1 / LU(k,k);
  end
  x = LU(:,end);
  for k = 1:n
    x(k+1:n) -= x(k) * LU(k+1:n,k);
  end
  for k = n:-1:1
    x(k) /= LU(k,k);
    x(1:k-1) -= x(k) * LU(1:k-1,k);
  end
end

% The real roots of the derivative; none if a coefficient is not finite.
function t = stationary_points (coefficients)
  t = zeros (0, 1);
  order = numel (coefficients) - 1;
  derivative = coefficients(1:end-1) .* (order:-1:1)';
  if (! all (isfinite (derivative)))
    return;
  end
  try
    t = roots (derivative);
    t = real (t(imag (t) == 0));
  catch
    % The leading coefficient is so small that its quotients overflow.
  end
end

% The candidate within the bounds with the least value; the middle of the bounds if none is finite.
function best = best_of (coefficients, candidates, lower, upper)
  best = (lower + upper) / 2;
  least = Inf;
  for t = candidates'
    if (t >= lower && t <= upper)
      value = polyval (coefficients, t);
      if (value < least)
        best = t;
        least = value;
      end
    end
  end
end
