% Train on MNIST with octave_ref and write down times, objectives and theta.
% What to do comes in the environment: see octave.py.

1;

function note (x, report, state, varargin)
  global trace started
  if (strcmp (state, "iter"))
    trace(end+1,:) = [toc(started), report.fval];
  end
end

global trace started
trace = zeros (0, 2);
addpath (getenv ("BENCH_REF"));
task = eval (getenv ("BENCH_TASK"));
[images, labels] = loadDigits (getenv ("BENCH_MNIST"), "train");

options.maxIter = task(4);
options.Display = "off";
options.outputFcn = @note;
randn ("twister", task(5));
started = tic ();
model = softmaxTrain (task(1), task(2), task(3), images, labels, options);
total = toc (started);

evaluations = zeros (1, 5);
for i = 1:numel (evaluations)
  once = tic ();
  [cost, grad] = softmaxCost (model.optTheta(:), task(2), task(1), task(3), images, labels);
  evaluations(i) = toc (once);
end

folder = getenv ("BENCH_OUT");
file = fopen (fullfile (folder, "theta.bin"), "w");
fwrite (file, model.optTheta, "double");
fclose (file);
file = fopen (fullfile (folder, "answers.json"), "w");
fprintf (file, "{\"total\": %.17g,\n \"evaluations\": [%s],\n \"trace\": [%s]}\n", total, ...
         strjoin (arrayfun (@(t) sprintf ("%.17g", t), evaluations, "UniformOutput", false), ", "), ...
         strjoin (cellfun (@(r) sprintf ("[%.17g, %.17g]", r), num2cell (trace, 2), ...
                           "UniformOutput", false)', ", "));
fclose (file);
