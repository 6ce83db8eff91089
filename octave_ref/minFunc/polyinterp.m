% t = polyinterp (points)
% t = polyinterp (points, lower, upper)
%
% The minimiser of the polynomial through the given points, one row each: t, f(t), f'(t), with NaN
% for a slope that is not known. Without bounds the least and the greatest t bound it.
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

% The closed form for two points; their middle where the cubic has no minimum.
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
  coefficients = eliminate ([values; slopes], [points(:,2); sloped(:,3)]);
end

% Gaussian elimination with partial pivoting, or least squares of minimum norm where a pivot is
% exactly zero. Backslash does the same, but warns after every short step, whose system is singular
% to machine precision as a matter of course; and it rounds as its LAPACK happens to be built, while
% values of f that differ by less than their rounding leave nothing but last bits to choose a step
% by. This is the order of LAPACK's reference.
function x = eliminate (A, b)
  n = rows (A);
  U = [A, b];
  for k = 1:n
    [~, pivot] = max (abs (U(k:n,k)));
    U([k, k+pivot-1],:) = U([k+pivot-1, k],:);
    if (U(k,k) == 0)
      warning ("off", "Octave:singular-matrix", "local");
      warning ("off", "Octave:nearly-singular-matrix", "local");
      x = A \ b;
      return;
    end
    factors = U(k+1:n,k) * (1 / U(k,k));
    U(k+1:n,k+1:end) -= factors .* U(k,k+1:end);
  end
  x = U(:,end);
  for k = n:-1:1
    x(k) /= U(k,k);
    x(1:k-1) -= x(k) * U(1:k-1,k);
  end
end

% The real roots of the derivative, where it is finite enough to have any.
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
    % A leading coefficient so small that its quotients overflow leaves no roots to be had.
  end
end

% The candidate within the bounds with the least value; the middle if no value is finite.
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
