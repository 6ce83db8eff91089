% run_refusals (minfunc_dir, out_file)
%
% Call minFunc with bad input of every kind, and save one line for each: what is wrong, a tab, the
% error message.

function run_refusals (minfunc_dir, out_file)
  addpath (minfunc_dir);
  good = @(x) deal (x' * x, 2 * x);
  check = struct ("DerivativeCheck", "on");
  endless = struct ("TolFun", 0, "TolX", 0, "MaxIter", 3000, "MaxFunEvals", Inf);
  refused = {
    "options not a struct",  @() minFunc (good, 1, 7)
    "Method",                @() minFunc (good, 1, struct ("Method", "cg"))
    "LS",                    @() minFunc (good, 1, struct ("LS", 2))
    "numDiff",               @() minFunc (good, 1, struct ("numDiff", 1))
    "maxIter of 0",          @() minFunc (good, 1, struct ("maxIter", 0))
    "maxIter of -1",         @() minFunc (good, 1, struct ("maxIter", -1))
    "maxIter of 1.5",        @() minFunc (good, 1, struct ("maxIter", 1.5))
    "maxIter of true",       @() minFunc (good, 1, struct ("maxIter", true))
    "Corr of 0",             @() minFunc (good, 1, struct ("Corr", 0))
    "Corr of Inf",           @() minFunc (good, 1, struct ("Corr", Inf))
    "MaxFunEvals",           @() minFunc (good, 1, struct ("MaxFunEvals", 0))
    "TolX",                  @() minFunc (good, 1, struct ("TolX", -1))
    "c1",                    @() minFunc (good, 1, struct ("c1", 1))
    "Display",               @() minFunc (good, 1, struct ("Display", "loud"))
    "useMex",                @() minFunc (good, 1, struct ("useMex", 2))
    "DerivativeCheck",       @() minFunc (good, 1, struct ("DerivativeCheck", "maybe"))
    "outputFcn",             @() minFunc (good, 1, struct ("outputFcn", 3))
    "funObj",                @() minFunc (3, 1)
    "x0 a matrix",           @() minFunc (good, eye (2))
    "x0 empty",              @() minFunc (good, [])
    "x0 complex",            @() minFunc (good, 1i)
    "x0 NaN",                @() minFunc (good, [1; NaN])
    "f NaN",                 @() minFunc (@(x) deal (NaN, x), 1)
    "f infinite",            @() minFunc (@(x) deal (Inf, x), 1)
    "g NaN",                 @() minFunc (@(x) deal (1, NaN * x), 1)
    "f complex",             @() minFunc (@(x) deal (1i, x), 1)
    "g complex",             @() minFunc (@(x) deal (1, 1i * x), 1)
    "f a vector",            @() minFunc (@(x) deal ([1 2], x), 1)
    "g too short",           @() minFunc (@(x) deal (1, x(1)), [1; 2])
    "g a matrix",            @() minFunc (@(x) deal (1, eye (2)), [1; 2; 3; 4])
    "gradient wrong",        @() minFunc (@(x) deal (x' * x, x), 1, check)
    "gradient beside complex values", @() minFunc (@(x) deal (sqrt (x), 1), 1e-5, check)
    "gradient complex",      @() minFunc (@(x) deal (-x, -1 - 1i * x), 0)
    "gradient lost",         @() minFunc (@lost_gradient, 0)
    "direction lost",        @() minFunc (@(x) deal (-sum (log (x)), -1 ./ x), [1; 2], endless)
  };
  out = fopen (out_file, "w");
  for k = 1:rows (refused)
    message = "";
    try
      evalc ("refused{k,2} ();");
    catch failure
      message = failure.message;
    end
    fprintf (out, "%s\t%s\n", refused{k,1}, message);
  end
  fclose (out);
end

% Descends, but has no gradient anywhere but at the start.
function [f, g] = lost_gradient (x)
  f = -x;
  g = -1;
  if (x > 0)
    g = NaN;
  end
end
