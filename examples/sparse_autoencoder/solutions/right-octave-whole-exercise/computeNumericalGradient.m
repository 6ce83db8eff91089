function numgrad = computeNumericalGradient(J, theta)
numgrad = zeros(size(theta));
epsilon = 1e-4;
n = size(theta,1);
for i = 1:n
    step = zeros(n,1); step(i) = epsilon;
    [c1, g1] = J(theta + step);
    [c2, g2] = J(theta - step);
    numgrad(i) = (c1 - c2) / (2*epsilon);
end
end
